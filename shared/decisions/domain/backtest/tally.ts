import type { Decision } from "../decision.ts";
import type { Unsure } from "./unsure.ts";
import { VERDICTS, type Verdict } from "./verdict.ts";

/** Rules that a summary names. */
const MOST_RULES = 100;

/** Figures of a backtest. */
export type BacktestSummary = {
  /** Judged messages of people other than the account, and those of each verdict among them. */
  readonly judged: number;
  readonly same: number;
  readonly different: number;
  readonly newlyAnswered: number;
  readonly noLongerAnswered: number;
  /** Messages that the account itself wrote, which are never answered. */
  readonly own: number;
  /** Messages that were too large to be kept whole, or are gone since. */
  readonly unreadable: number;
  /** How many of the judged messages rest on something that cannot be known afterwards, by its name. */
  readonly unsure: readonly { readonly name: Unsure; readonly messages: number }[];
  /** How often each rule matched, was and would; those with the largest difference first. */
  readonly rules: readonly { readonly id: string; readonly was: number; readonly would: number }[];
};

/** Adds up a backtest. */
export function createTally() {
  const verdicts = new Map<Verdict, number>();
  const rules = new Map<string, { was: number; would: number }>();
  const unsureOf = new Map<Unsure, number>();
  const left = { own: 0, unreadable: 0 };

  function note(ids: readonly string[], side: "was" | "would"): void {
    for (const id of ids) {
      const counts = rules.get(id) ?? { was: 0, would: 0 };
      counts[side] += 1;
      rules.set(id, counts);
    }
  }

  return {
    judged(verdict: Verdict, was: Decision, would: Decision, unsure: readonly Unsure[]): void {
      for (const name of unsure) unsureOf.set(name, (unsureOf.get(name) ?? 0) + 1);
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
        unsure: [...unsureOf].map(([name, messages]) => ({ name, messages })).sort((a, b) => b.messages - a.messages),
        rules: [...rules]
          .map(([id, counts]) => ({ id, ...counts }))
          .sort((a, b) => difference(b) - difference(a))
          .slice(0, MOST_RULES),
      };
    },
  };
}
