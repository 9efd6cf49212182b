import type { InboundMessage } from "../../../messages/domain/inbound-message.ts";
import { eventSignsOf } from "../event.ts";
import type { RegexIndex } from "../matching/regex-index.ts";
import type { FoundKeywords } from "./found-keywords.ts";
import { mentionedIn, type RuleAccount, type Subject } from "./subject.ts";

/** What the index found in the words of a message. */
export type FoundWords = {
  /** False for kinds of messages without words: no keyword and no pattern passes then. */
  readonly hasWords: boolean;
  /** The numbers of the keywords that the whole text is. */
  readonly wholes: readonly number[];
  readonly keywords: FoundKeywords;
  readonly regexes: Pick<RegexIndex, "search" | "groupOf">;
};

/** The subject of a message; valid until the index begins with another one. */
export function createSubject(
  message: InboundMessage,
  account: RuleAccount,
  { hasWords, wholes, keywords, regexes }: FoundWords,
): Subject {
  const signs = eventSignsOf(message);
  return {
    message,
    account,
    mentioned: () => mentionedIn(message, account),
    passes(test) {
      switch (test.type) {
        case "keyword": {
          const { mode } = test;
          if (!hasWords) return false;
          if (mode === "exact") return wholes.some((whole) => test.keywords.includes(whole));
          return test.keywords.some((keyword) => keywords.has(keyword, mode));
        }
        case "regex":
          return hasWords && regexes.search(regexes.groupOf(test.regex)).includes(test.regex);
        case "kind":
          return test.kinds.includes(message.kind);
        case "event":
          if (!signs || !test.events.includes(signs.event)) return false;
          if (test.names && !test.names.has(signs.name ?? "")) return false;
          return test.keys === undefined || signs.keys.some((key) => test.keys?.has(key));
        default:
          return test satisfies never;
      }
    },
  };
}
