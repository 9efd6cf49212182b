import type { BodyRef } from "../../../inbound/domain/envelope.ts";
import type { InboundMessage } from "../../../messages/domain/inbound-message.ts";
import type { Decision } from "../../domain/decision.ts";

/** When a message was decided (epoch ms), and the version of the routing table that it was decided by. */
export type Decided = { readonly at: number; readonly routingVersion: number };

/** One message with the decision on it. `receivedAt` in epoch ms. */
export type JournalEntry = {
  readonly envelopeId: string;
  readonly dedupKey: string;
  readonly receivedAt: number;
  readonly message: InboundMessage;
  /** Set where the message lies in the bodies bucket; `message` then is not stored again. */
  readonly body?: BodyRef;
  readonly decision: Decision;
  /** Left out in entries from before it was kept. */
  readonly decided?: Decided;
};

/**
 * The journal, written once per message with put-if-absent under conversation, vendor's time and dedupKey. `now` in
 * epoch ms. `recorded`: the entry is new. `own-retry`: an entry with the same envelope id is stored; `decision` is the
 * stored one. `replay`: an entry with another envelope id is stored.
 */
export type Journal = {
  record(
    entry: JournalEntry,
    now: number,
  ): Promise<{ status: "recorded" | "own-retry"; decision: Decision } | { status: "replay" }>;
  /**
   * Whether the journal keeps another message that the other person of a private chat sent, beside the message of this
   * envelope.
   */
  heardBefore(message: InboundMessage, envelopeId: string, now: number): Promise<boolean>;
};

/** Decisions that the journal keeps, by their messages. */
export type StoredDecisions = {
  /** The decision that was made under this envelope id, strongly consistent; undefined where there is no such one. */
  decisionOn(
    entry: Pick<JournalEntry, "message" | "dedupKey" | "envelopeId">,
    now: number,
  ): Promise<Decision | undefined>;
};

/**
 * The place of a message among all that an account received: `order` sorts by the time of receipt, which is its first
 * part (15 digits, epoch ms).
 */
export type JournalPlace = { readonly appId: string; readonly order: string; readonly key: string };

/** When the message at a place was received, epoch ms. */
export function receiptOf({ order }: JournalPlace): number {
  return Number.parseInt(order, 10);
}

/**
 * A message of the journal with the decision on it. `message` is absent where the message lies in the bodies bucket
 * (`body`), or was too large to be kept whole.
 */
export type JournaledMessage = {
  readonly place: JournalPlace;
  readonly envelopeId: string;
  readonly receivedAt: number;
  readonly decision: Decision;
  readonly decided?: Decided;
  readonly message?: InboundMessage;
  readonly body?: BodyRef;
};

/** The journal by time of receipt: all messages of accounts, those from their phones included. */
export type MessageHistory = {
  /**
   * The newest messages of these accounts together, oldest first; with `upTo` only up to that `order`. Lags by a
   * second.
   */
  newest(appIds: readonly string[], limit: number, upTo?: string): Promise<readonly JournalPlace[]>;
  /** The messages at these places (at most 100), in their order; those that are no longer kept are left out. */
  read(places: readonly JournalPlace[], now: number): Promise<readonly JournaledMessage[]>;
  /** What the journal's `heardBefore` was at the time (`at`, epoch ms) when the message was received. */
  heardBefore(message: InboundMessage, received: { envelopeId: string; at: number }, now: number): Promise<boolean>;
};
