import { canonical } from "../../../rules/domain/versions/diff.ts";
import type { Unsure } from "../../domain/backtest/unsure.ts";
import { essence } from "../../domain/backtest/verdict.ts";
import type { Decision } from "../../domain/decision.ts";

/** The answers that are not known, because the tried rules ask the AI or a webhook what was not asked then. */
export function unaskedIn(was: Decision, would: Decision): readonly Unsure[] {
  const asked = new Set(webhooksOf(was));
  return [
    ...(would.aiTask && !isAlike(was.aiTask, would.aiTask) ? (["ai-answer"] as const) : []),
    ...(webhooksOf(would).some((call) => !asked.has(call)) ? (["webhook-answer"] as const) : []),
  ];
}

/** Calls of webhooks whose answers reply, each as one word. */
function webhooksOf({ deliveries = [] }: Decision): readonly string[] {
  return deliveries
    .filter(({ target, unanswerable }) => target.type === "webhook" && !unanswerable)
    .map((order) => canonical(essence(order)));
}

function isAlike(a: unknown, b: unknown): boolean {
  return a !== undefined && canonical(essence(a)) === canonical(essence(b));
}
