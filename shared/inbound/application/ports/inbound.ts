import type { InboundMessage } from "../../../messages/domain/inbound-message.ts";
import type { BodyRef, Envelope } from "../../domain/envelope.ts";

/** `inbound.fifo`: group = appId, deduplication id = hash of appId and dedupKey. Throws `unavailable`. */
export type InboundQueue = { send(envelope: Envelope): Promise<void> };

/** Bodies too large for the queue. */
export type BodyStore = {
  put(key: string, message: InboundMessage): Promise<BodyRef>;
  get(ref: BodyRef): Promise<InboundMessage>;
};

/** The state of a spool shard's gate: `version` grows with each opening, be it open already or not. */
export type SpoolGate = { readonly open: boolean; readonly version: number; readonly openedAt: number };

/** Envelopes that the queue refused, in order, by shard. While a shard's gate is open everything of it is spooled. */
export type Spool = {
  /** Strongly consistent. */
  gate(shard: number): Promise<SpoolGate>;
  /** Opens the gate if it is closed and gives the next sequence number; `opened` tells whether this call opened it. */
  open(shard: number, now: number): Promise<{ sequence: number; openedAt: number; opened: boolean }>;
  /** Closes the gate if nobody opened it since `version`; false if somebody did. */
  close(shard: number, version: number): Promise<boolean>;
  put(shard: number, sequence: number, envelope: Envelope): Promise<void>;
  /** The oldest envelopes, strongly consistent. */
  list(shard: number, limit: number): Promise<readonly { sequence: number; envelope: Envelope }[]>;
  remove(shard: number, sequence: number): Promise<void>;
};

/**
 * What one poll of an account brought, in order. `cursor` (opaque) asks for what comes after it; absent where the gateway
 * gave none: then the read consumed the messages.
 */
export type PolledMessages = {
  readonly messages: readonly InboundMessage[];
  readonly cursor?: string;
  /** Entries that are no callback: they stand in `messages` as kind `unknown`. */
  readonly unreadable: number;
  /** Entries over the callback's limit, left out. */
  readonly tooLarge: number;
};

/** A gateway's poll endpoint. Throws as every call of the gateway does; nothing was read then. */
export type MessageSource = { poll(appId: string, cursor: string | undefined): Promise<PolledMessages> };

/** Where the polling of each account stands. */
export type PollCursors = {
  /** Strongly consistent; undefined for an account that never had one. */
  get(appId: string): Promise<string | undefined>;
  /** Moves it from `from` (undefined: none yet); false if somebody moved it elsewhere meanwhile. */
  move(appId: string, from: string | undefined, to: string): Promise<boolean>;
};

/** What a poll consumed and is not all queued yet. */
export type HeldAnswer = { readonly id: string; readonly messages: readonly InboundMessage[] };

/** Answers of gateways without cursors while a poller works on them: nobody could read them again. One an account. */
export type HeldAnswers = {
  /** One write. False where one is held already, or where it is too large to be. */
  hold(appId: string, id: string, messages: readonly InboundMessage[]): Promise<boolean>;
  /** Strongly consistent. */
  get(appId: string): Promise<HeldAnswer | undefined>;
  /** Another one than `id` stays. */
  release(appId: string, id: string): Promise<void>;
};
