import { RE2JS } from "re2js";
import type { InboundMessage } from "../../../messages/domain/inbound-message.ts";
import { type Test, type Words, wordsOf } from "./subject.ts";

/**
 * What the patterns among the tests capture in a message's text, by name; the first pattern that captures a name has
 * it.
 */
export function capturesOf(tests: readonly Test[], message: InboundMessage): Readonly<Record<string, string>> {
  const captured: Record<string, string> = {};
  const words = wordsOf(message);
  if (words === undefined) return captured;
  for (const test of tests) {
    if (test.type !== "regex") continue;
    for (const [name, value] of Object.entries(groupsIn(test, words))) captured[name] ??= value;
  }
  return captured;
}

/** What a pattern captures in the text as it was written, else in its plain form, of which the person's own signs are kept. */
function groupsIn(test: Extract<Test, { type: "regex" }>, { written, plain }: Words): Readonly<Record<string, string>> {
  const pattern = RE2JS.compile(test.pattern, test.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  for (const text of test.anyScript && plain !== written ? [written, plain] : [written]) {
    const matcher = pattern.matcher(text);
    if (!matcher.find()) continue;
    const isAligned = text === written || plain.length === written.length;
    const groups = Object.entries(matcher.getNamedGroups()).map(([name, value]): [string, string] => {
      const start = matcher.start(name);
      return [name, isAligned && start >= 0 ? written.slice(start, matcher.end(name)) : (value ?? "")];
    });
    return Object.fromEntries(groups);
  }
  return {};
}
