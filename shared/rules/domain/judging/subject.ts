import { fold } from "../../../kernel/domain/fold.ts";
import { EVERYBODY } from "../../../messages/domain/content.ts";
import type { InboundMessage, MessageKind } from "../../../messages/domain/inbound-message.ts";

/** Rules read the first so many characters (UTF-16 units) of a text and nothing after them. */
export const READ_CHARACTERS = 8000;

/** What rules ask of the account that received a message. */
export type RuleAccount = {
  readonly wxid: string;
  readonly tags: readonly string[];
  readonly channel: "personal" | "official";
};

/** A condition by numbers. */
export type Test =
  | { readonly type: "keyword"; readonly mode: "exact" | "prefix" | "contains"; readonly keywords: readonly number[] }
  | { readonly type: "regex"; readonly regex: number; readonly pattern: string; readonly ignoreCase: boolean }
  | { readonly type: "kind"; readonly kinds: readonly MessageKind[] }
  | { readonly type: "event"; readonly events: readonly MessageKind[]; readonly keys: ReadonlySet<string> | undefined }
  | { readonly type: "first-message" };

/** A message as rules look at it. */
export type Subject = {
  readonly message: InboundMessage;
  readonly account: RuleAccount;
  /** It mentions the account or everybody. */
  isMentioned(): boolean;
  passes(test: Exclude<Test, { type: "first-message" }>): boolean;
};

/** The words that rules read of a message; undefined for kinds without any. */
export type Words = {
  readonly written: string;
  /** As keywords are compared. */
  readonly folded: string;
  /** In lower case and nothing else, as the words in patterns are compared. */
  readonly lowered: string;
};

export function wordsOf(message: InboundMessage): Words | undefined {
  if (message.kind !== "text" && message.kind !== "quote") return undefined;
  const written = message.text.slice(0, READ_CHARACTERS);
  return { written, folded: fold(written), lowered: written.toLowerCase() };
}

export function mentions({ chat, mentions: mentioned, wxid }: InboundMessage, account: RuleAccount): boolean {
  if (chat !== "group") return false;
  return mentioned.some((who) => who === EVERYBODY || (who !== "" && (who === wxid || who === account.wxid)));
}
