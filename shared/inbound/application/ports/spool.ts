import type { Envelope } from "../../domain/envelope.ts";

/**
 * The state of a spool shard's gate: `version` grows with each opening, be it open already or not. `openedAt`: epoch
 * ms.
 */
type SpoolGate = { readonly open: boolean; readonly version: number; readonly openedAt: number };

/** Envelopes that the queue refused, in order, by shard. While a shard's gate is open everything of it is spooled. */
export type Spool = {
  /** Strongly consistent. */
  gate(shard: number): Promise<SpoolGate>;
  /** Opens the gate if it is closed and gives the next sequence number; `opened` tells whether this call opened it. */
  open(shard: number, now: number): Promise<{ sequence: number; openedAt: number; opened: boolean }>;
  /** Closes the gate; false if it was opened once more since `version`. */
  close(shard: number, version: number): Promise<boolean>;
  put(shard: number, sequence: number, envelope: Envelope): Promise<void>;
  /** The oldest envelopes, strongly consistent. */
  list(shard: number, limit: number): Promise<readonly { sequence: number; envelope: Envelope }[]>;
  remove(shard: number, sequence: number): Promise<void>;
};
