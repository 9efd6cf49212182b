import { RE2JS } from "re2js";
import { cutText } from "../../../kernel/domain/well-formed.ts";
import type { InboundMessage } from "../../../messages/domain/inbound-message.ts";
import { wordsIn } from "../../../messages/domain/kinds.ts";
import { READ_CHARACTERS, type Test } from "./subject.ts";

/**
 * What the patterns among the tests capture in a message's text, by name; the first pattern that captures a name has
 * it.
 */
export function capturesOf(tests: readonly Test[], message: InboundMessage): Readonly<Record<string, string>> {
  const captured: Record<string, string> = {};
  const words = wordsIn(message);
  if (words === undefined) return captured;
  const text = cutText(words, READ_CHARACTERS);
  for (const test of tests) {
    if (test.type !== "regex") continue;
    const matcher = RE2JS.compile(test.pattern, test.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0).matcher(text);
    if (!matcher.find()) continue;
    for (const [name, value] of Object.entries(matcher.getNamedGroups())) captured[name] ??= value ?? "";
  }
  return captured;
}
