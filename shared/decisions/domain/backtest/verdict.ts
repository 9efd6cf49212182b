import { canonical } from "../../../rules/domain/versions/diff.ts";
import type { Decision } from "../decision.ts";

/** How what would be done about a message compares with what was. */
export const VERDICTS = ["same", "different", "newly-answered", "no-longer-answered"] as const;
export type Verdict = (typeof VERDICTS)[number];

/**
 * Parts of a decision that readers of a chat do not see, or that differ whenever it is made; commands are compared
 * apart.
 */
const NOT_COMPARED = new Set([
  "ruleSetVersion",
  "rules",
  "commands",
  "notes",
  "flags",
  "cooldowns",
  "profile",
  "session",
  "answers",
  "mute",
]);
/** Fields of a deed itself that are not compared: its ids and times, and the rule that does it. */
const VARYING = new Set(["id", "at", "until", "createdAt", "notAfter", "origin", "ruleId"]);

/**
 * Compares two decisions by what they send, deliver, ask the AI and hand over. Other rules that do the same are `same`.
 */
export function verdictOf(was: Decision, would: Decision): Verdict {
  const [before, after] = [deedsOf(was), deedsOf(would)];
  if (canonical(before) === canonical(after)) return "same";
  if (before.length === 0) return "newly-answered";
  return after.length === 0 ? "no-longer-answered" : "different";
}

function deedsOf(decision: Decision): readonly unknown[] {
  return [
    ...decision.commands.map(({ appId, to, content }) => ({ appId, to, content })),
    ...deedsBesideSending(decision),
  ];
}

/** What a decision does beside sending, by name. A further part of decisions is compared as soon as they have it. */
export function deedsBesideSending(decision: Decision): [string, unknown][] {
  return Object.entries(decision).flatMap(([name, deed]): [string, unknown][] =>
    NOT_COMPARED.has(name) || deed === undefined
      ? []
      : [[name, Array.isArray(deed) ? deed.map((one: unknown) => essence(one)) : essence(deed)]],
  );
}

/** A deed without the fields that vary; what stands deeper, such as a rule's own texts by name, is kept whole. */
export function essence(deed: unknown): unknown {
  if (typeof deed !== "object" || deed === null) return deed;
  return Object.fromEntries(Object.entries(deed).filter(([name]) => !VARYING.has(name)));
}
