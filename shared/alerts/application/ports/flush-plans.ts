import type { FlushPlan } from "../../domain/schedule.ts";

/** The one plan of the next flush. */
export type FlushPlans = {
  /** Strongly consistent; `{last: 0}` before the first flush. */
  plan(): Promise<FlushPlan>;
  /** Replaces the plan if it is still `was`; false otherwise. */
  replan(was: FlushPlan, next: FlushPlan): Promise<boolean>;
};

/** Calls for a flush of the pending alerts in `delaySeconds` (0–900); `due` names the plan. Throws `unavailable`. */
export type AlertFlushes = { request(due: number, delaySeconds: number): Promise<void> };
