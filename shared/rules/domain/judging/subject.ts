import type { Channel } from "../../../accounts/domain/channel.ts";
import { foldInScript, withoutUnseen } from "../../../kernel/domain/fold.ts";
import { simplified } from "../../../kernel/domain/simplified.ts";
import { cutText } from "../../../kernel/domain/well-formed.ts";
import { EVERYBODY } from "../../../messages/domain/content.ts";
import type { InboundMessage, MessageKind } from "../../../messages/domain/inbound-message.ts";
import { wordsIn } from "../../../messages/domain/kinds.ts";
import type { RuleEvent } from "../event.ts";

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
  | {
      readonly type: "regex";
      readonly regex: number;
      readonly pattern: string;
      readonly ignoreCase: boolean;
      readonly anyScript: boolean;
    }
  | { readonly type: "kind"; readonly kinds: readonly MessageKind[] }
  | {
      readonly type: "event";
      readonly events: readonly RuleEvent[];
      /** In lower case. */
      readonly names: ReadonlySet<string> | undefined;
      readonly keys: ReadonlySet<string> | undefined;
    }
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
  /** In simplified characters, without signs that show nothing: where patterns are looked for after `written`. */
  readonly plain: string;
  /** The form in which keywords are compared, and the one for keywords of one script. */
  readonly folded: string;
  readonly inScript: string;
  /** Only in lower case: the forms in which the words of patterns are compared. */
  readonly lowered: string;
  readonly plainLowered: string;
};

export function wordsOf(message: InboundMessage): Words | undefined {
  const words = wordsIn(message);
  if (words === undefined) return undefined;
  const written = cutText(words, READ_CHARACTERS);
  const plain = simplified(withoutUnseen(written));
  const inScript = foldInScript(written);
  const lowered = written.toLowerCase();
  const plainLowered = plain === written ? lowered : plain.toLowerCase();
  return { written, plain, folded: simplified(inScript), inScript, lowered, plainLowered };
}

export function mentionedIn({ chat, mentions, wxid }: InboundMessage, account: RuleAccount): Mentioned {
  if (chat !== "group") return undefined;
  if (mentions.some((who) => who !== "" && (who === wxid || who === account.wxid))) return "me";
  return mentions.includes(EVERYBODY) ? "all" : undefined;
}
