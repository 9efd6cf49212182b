import type { BodyRef } from "../../../inbound/domain/envelope.ts";
import type { InboundMessage } from "../../../messages/domain/inbound-message.ts";
import type { Decision } from "../../domain/decision.ts";

/** One message with what was decided about it. */
export type JournalEntry = {
  readonly envelopeId: string;
  readonly dedupKey: string;
  readonly receivedAt: number;
  readonly message: InboundMessage;
  /** Set where the message lies in the bodies bucket; `message` then is not stored again. */
  readonly body?: BodyRef;
  readonly decision: Decision;
};

/**
 * The journal, written once per message with put-if-absent under conversation, vendor's time and dedupKey.
 * `recorded`: new. `own-retry`: it was there with the same envelope id; `decision` is the stored one. `replay`: it was
 * there with another envelope id.
 */
export type Journal = {
  record(
    entry: JournalEntry,
    now: number,
  ): Promise<{ status: "recorded" | "own-retry"; decision: Decision } | { status: "replay" }>;
  /**
   * Whether the other person of a private chat sent anything in the days that the journal keeps; the message itself,
   * known by its envelope, does not count.
   */
  heardBefore(message: InboundMessage, envelopeId: string, now: number): Promise<boolean>;
};

/** Where a message stands among all that an account received: `order` sorts by when that was. */
export type JournalPlace = { readonly appId: string; readonly order: string; readonly key: string };

/**
 * A message of the journal with what was decided about it. `message` is absent where its body lies elsewhere (`body`), or
 * where it was too large to be kept whole.
 */
export type JournaledMessage = {
  readonly place: JournalPlace;
  readonly envelopeId: string;
  readonly receivedAt: number;
  readonly decision: Decision;
  readonly message?: InboundMessage;
  readonly body?: BodyRef;
};

/** The journal by time: what accounts received, own messages from the phone among it. */
export type MessageHistory = {
  /** The newest messages of these accounts together, oldest first; `upTo`: none after that `order`. Lags by a second. */
  newest(appIds: readonly string[], limit: number, upTo?: string): Promise<readonly JournalPlace[]>;
  /** Those that are still kept, in the order asked for; at most 100. */
  read(places: readonly JournalPlace[], now: number): Promise<readonly JournaledMessage[]>;
  /** As the journal's, at the time when the message was received. */
  heardBefore(message: InboundMessage, received: { envelopeId: string; at: number }, now: number): Promise<boolean>;
};
