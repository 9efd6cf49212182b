import type { Events } from "../../kernel/application/ports/events.ts";
import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { EVENTS } from "../../names.ts";
import type { AiSettings } from "../domain/settings.ts";
import type { AiTask } from "../domain/task.ts";
import { type AiCharge, type AiUsage, allowanceOf, chargeOf, NO_CHARGE } from "../domain/usage.ts";
import type { AiBudgets, Completion } from "./ports/ai.ts";

export type SpendBudgetDeps = {
  readonly budgets: AiBudgets;
  readonly events: Events;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
};

/** Calls the model; undefined where it was not called. */
type Call = () => Promise<Completion | undefined>;

/**
 * Makes a call within the account's budget of the day: puts the most that it may use aside, calls, and settles what it
 * used. The result is `over-budget`, without a call, where the day's rest is too small.
 */
export function createSpendBudget(
  deps: SpendBudgetDeps,
): (task: AiTask, settings: AiSettings, most: AiUsage, call: Call) => Promise<Completion | undefined | "over-budget"> {
  /** Publishes an event for operators once a day; where that fails, the next question of the day tries again. */
  async function announceExceeded({ appId }: AiTask, { dailyTokens, dailyCost }: AiSettings): Promise<void> {
    const now = deps.clock.now();
    deps.metrics.count("AiBudgetExceeded");
    if (!(await deps.budgets.claimNotice(appId, now))) return;
    const cost = dailyCost === null ? "" : `，费用 ${dailyCost}`;
    const reason = `今日 AI 额度已用完（tokens ${dailyTokens}${cost}），用户将收到备用回复，次日 0 点恢复`;
    try {
      await deps.events.publish([{ type: EVENTS.aiBudgetExceeded, detail: { appId, reason, at: now } }]);
    } catch (error) {
      deps.log.error("the event of a used-up budget was not published; a later question tries again", error, { appId });
      return;
    }
    await deps.budgets.noticeGiven(appId, now);
  }

  /**
   * What a call is charged: what the endpoint counted; where it counted nothing but may have worked, what was put
   * aside; else nothing.
   */
  function used(completion: Completion | undefined, reserved: AiCharge, settings: AiSettings): AiCharge {
    if (!completion || (completion.type === "failed" && !completion.mayCost)) return NO_CHARGE;
    const usage = completion.type === "reply" ? completion.usage : undefined;
    const charge = usage ? chargeOf(usage, settings) : { tokens: reserved.tokens, micros: reserved.micros };
    deps.metrics.count("AiTokens", charge.tokens);
    if (charge.micros > 0) deps.metrics.count("AiCost", charge.micros / 1_000_000);
    return charge;
  }

  return async (task, settings, most, call) => {
    const charge = chargeOf(most, settings);
    const allowance = allowanceOf(settings);
    const reservation = await deps.budgets.reserve(task.appId, task.id, charge, allowance, deps.clock.now());
    if (!reservation) {
      await announceExceeded(task, settings);
      return "over-budget";
    }
    const completion = await call();
    await deps.budgets.settle(reservation, used(completion, reservation, settings));
    return completion;
  };
}
