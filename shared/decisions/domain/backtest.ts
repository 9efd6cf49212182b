import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import { canonical } from "../../rules/domain/versions/diff.ts";
import type { Decision } from "./decision.ts";

/** How what would be done about a message compares with what was. */
export const VERDICTS = ["same", "different", "newly-answered", "no-longer-answered"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What a decision does not do to anybody who reads a chat, or what differs whenever it is made. */
const ASIDE = new Set([
  "ruleSetVersion",
  "rules",
  "commands",
  "notes",
  "flags",
  "cooldowns",
  "profile",
  "session",
  "mute",
]);
/** Within what is done beside sending: when, and by which rule. */
const VARYING = new Set(["id", "at", "until", "createdAt", "notAfter", "origin", "ruleId"]);

/** Compares by what is sent, asked of others and handed over; not by rules, which may be others that do the same. */
export function verdictOf(was: Decision, would: Decision): Verdict {
  const [before, after] = [deedsOf(was), deedsOf(would)];
  if (canonical(before) === canonical(after)) return "same";
  if (before.length === 0) return "newly-answered";
  return after.length === 0 ? "no-longer-answered" : "different";
}

function deedsOf(decision: Decision): readonly unknown[] {
  return [...decision.commands.map(({ appId, to, content }) => ({ appId, to, content })), ...othersOf(decision)];
}

/** A further kind of deed is compared as soon as decisions have it. */
function othersOf(decision: Decision): [string, unknown][] {
  return Object.entries(decision).flatMap(([name, deed]): [string, unknown][] =>
    ASIDE.has(name) || deed === undefined ? [] : [[name, essence(deed)]],
  );
}

function essence(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (name, part: unknown) => (VARYING.has(name) ? undefined : part)));
}

/** Characters that are shown of a text. */
const SHOWN = 300;

/** Rules of a decision, or of a summary, that are told. */
const MOST_RULES = 100;

/** A decision as it is shown: long texts and lists cut. */
export type ShownDecision = {
  readonly rules: readonly string[];
  readonly sends: readonly { readonly appId: string; readonly to: string; readonly content: unknown }[];
  /** What it does beside sending, by name. */
  readonly others: readonly string[];
  /** Ids of the broadcasts that it starts. */
  readonly broadcasts: readonly string[];
  readonly flags: readonly string[];
};

export function shownDecision(decision: Decision): ShownDecision {
  return {
    rules: decision.rules.slice(0, MOST_RULES),
    sends: decision.commands.map(({ appId, to, content }) => ({ appId, to, content: cut(content) })),
    others: othersOf(decision).map(([name]) => name),
    broadcasts: (decision.deliveries ?? []).flatMap(({ target }) =>
      target.type === "broadcast" ? [target.broadcast] : [],
    ),
    flags: decision.flags,
  };
}

/** The words of a message as they are shown; undefined for kinds without any. */
export function shownText(message: InboundMessage): string | undefined {
  return message.kind === "text" || message.kind === "quote" ? cutText(message.text) : undefined;
}

function cut(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_name, part: unknown) => (typeof part === "string" ? cutText(part) : part)));
}

function cutText(text: string): string {
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

/** Figures of a backtest. */
export type BacktestSummary = {
  /** Messages of others that were judged, and among them those of each verdict. */
  readonly judged: number;
  readonly same: number;
  readonly different: number;
  readonly newlyAnswered: number;
  readonly noLongerAnswered: number;
  /** Written by the account itself: never answered. */
  readonly own: number;
  /** Too large to have been kept whole, or gone since. */
  readonly unreadable: number;
  /** How often each rule matched, was and would; those with the largest difference first. */
  readonly rules: readonly { readonly id: string; readonly was: number; readonly would: number }[];
};

/** Adds up a backtest. */
export function createTally() {
  const verdicts = new Map<Verdict, number>();
  const rules = new Map<string, { was: number; would: number }>();
  const left = { own: 0, unreadable: 0 };

  function note(ids: readonly string[], side: "was" | "would"): void {
    for (const id of ids) {
      const counts = rules.get(id) ?? { was: 0, would: 0 };
      counts[side] += 1;
      rules.set(id, counts);
    }
  }

  return {
    judged(verdict: Verdict, was: Decision, would: Decision): void {
      verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
      note(was.rules, "was");
      note(would.rules, "would");
    },
    leftOut(why: keyof typeof left): void {
      left[why] += 1;
    },
    summary(): BacktestSummary {
      const of = (verdict: Verdict) => verdicts.get(verdict) ?? 0;
      const difference = ({ was, would }: { was: number; would: number }) => Math.abs(was - would);
      return {
        judged: VERDICTS.reduce((sum, verdict) => sum + of(verdict), 0),
        same: of("same"),
        different: of("different"),
        newlyAnswered: of("newly-answered"),
        noLongerAnswered: of("no-longer-answered"),
        ...left,
        rules: [...rules]
          .map(([id, counts]) => ({ id, ...counts }))
          .sort((a, b) => difference(b) - difference(a))
          .slice(0, MOST_RULES),
      };
    },
  };
}
