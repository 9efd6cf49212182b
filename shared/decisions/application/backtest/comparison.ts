import { shownDecision, shownText } from "../../domain/backtest/shown.ts";
import { createTally } from "../../domain/backtest/tally.ts";
import { type Verdict, verdictOf } from "../../domain/backtest/verdict.ts";
import type { BacktestRow, OrderedRow } from "./page.ts";
import type { JudgedAgain, Tried } from "./try-rules.ts";

/** Adds up how tried messages compare with what was decided; keeps the rows of those that `isShown` picks. */
export function createComparison(isShown: (order: string, verdict: Verdict) => boolean) {
  const tally = createTally();
  const rows: OrderedRow[] = [];
  return {
    /** Takes messages oldest first. */
    add({ place: { order }, judged }: Tried): void {
      if (!judged || judged.message.fromSelf) {
        tally.leftOut(judged ? "own" : "unreadable");
        return;
      }
      const verdict = verdictOf(judged.was, judged.would);
      tally.judged(verdict, judged.was, judged.would, judged.unsure);
      if (isShown(order, verdict)) rows.push({ order, row: rowOf(judged, verdict) });
    },
    summary: () => tally.summary(),
    /** Newest first. */
    rows: () => rows.toReversed(),
  };
}

function rowOf(
  { envelopeId, receivedAt, message, was, would, withheld, unsure }: JudgedAgain,
  verdict: Verdict,
): BacktestRow {
  const { appId, conversationId, chat, sender, kind } = message;
  const text = shownText(message);
  return {
    id: envelopeId,
    receivedAt,
    appId,
    conversationId,
    chat,
    sender,
    kind,
    ...(text === undefined ? {} : { text }),
    verdict,
    unsure,
    was: { version: was.ruleSetVersion, ...shownDecision(was, withheld.was) },
    would: shownDecision(would, withheld.would),
  };
}
