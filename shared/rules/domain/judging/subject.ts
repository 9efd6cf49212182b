import type { Channel } from "../../../accounts/domain/channel.ts";
import { fold } from "../../../kernel/domain/fold.ts";
import { cutText } from "../../../kernel/domain/well-formed.ts";
import { EVERYBODY } from "../../../messages/domain/content.ts";
import type { InboundMessage, MessageKind } from "../../../messages/domain/inbound-message.ts";
import { wordsIn } from "../../../messages/domain/kinds.ts";

/** Rules read only so many characters (UTF-16 units) from the beginning of a text. */
export const READ_CHARACTERS = 8000;

/** The fields that rules ask of the account that received a message. */
export type RuleAccount = {
  readonly wxid: string;
  readonly tags: readonly string[];
  readonly channel: Channel;
};

/** A condition with numbers for keywords and patterns. */
export type Test =
  | { readonly type: "keyword"; readonly mode: "exact" | "prefix" | "contains"; readonly keywords: readonly number[] }
  | { readonly type: "regex"; readonly regex: number; readonly pattern: string; readonly ignoreCase: boolean }
  | { readonly type: "kind"; readonly kinds: readonly MessageKind[] }
  | { readonly type: "event"; readonly events: readonly MessageKind[]; readonly keys: ReadonlySet<string> | undefined }
  | { readonly type: "first-message" };

/** Whom of the account's group a message mentions: the account by name, else everybody, else neither. */
export type Mentioned = "me" | "all" | undefined;

/** A message as rules are judged by it. */
export type Subject = {
  readonly message: InboundMessage;
  readonly account: RuleAccount;
  /** Whether the message mentions the account. */
  mentioned(): Mentioned;
  passes(test: Exclude<Test, { type: "first-message" }>): boolean;
};

/** The words that rules read of a message. */
export type Words = {
  readonly written: string;
  /** The form in which keywords are compared. */
  readonly folded: string;
  /** Only in lower case: the form in which the words of patterns are compared. */
  readonly lowered: string;
};

export function wordsOf(message: InboundMessage): Words | undefined {
  const words = wordsIn(message);
  if (words === undefined) return undefined;
  const written = cutText(words, READ_CHARACTERS);
  return { written, folded: fold(written), lowered: written.toLowerCase() };
}

export function mentionedIn({ chat, mentions, wxid }: InboundMessage, account: RuleAccount): Mentioned {
  if (chat !== "group") return undefined;
  if (mentions.some((who) => who !== "" && (who === wxid || who === account.wxid))) return "me";
  return mentions.includes(EVERYBODY) ? "all" : undefined;
}
