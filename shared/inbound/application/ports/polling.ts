import type { InboundMessage } from "../../../messages/domain/inbound-message.ts";

/**
 * What one poll of an account brought, in order. `cursor` (opaque) asks for what comes after it; absent where the
 * gateway has no cursors: then the read consumed the messages.
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
  /** Moves it from `from` (undefined: it has no cursor yet); false if another poller moved it elsewhere meanwhile. */
  move(appId: string, from: string | undefined, to: string): Promise<boolean>;
};

/** What a poll consumed and is not all queued yet. */
export type HeldAnswer = { readonly id: string; readonly messages: readonly InboundMessage[] };

/**
 * Answers of gateways without cursors while a poller works on them: they cannot be read a second time. One an account.
 */
export type HeldAnswers = {
  /** One write. False where the account has a held answer already, or this one is too large to be held. */
  hold(appId: string, id: string, messages: readonly InboundMessage[]): Promise<boolean>;
  /** Strongly consistent. */
  get(appId: string): Promise<HeldAnswer | undefined>;
  /** Removes the answer `id`; another one stays. */
  release(appId: string, id: string): Promise<void>;
};
