import * as z from "zod";
import { type Timing, timingOf } from "../../shared/schedules/domain/timing.ts";
import { ACCOUNT_ID, REGION } from "../template/identity.ts";
import { targetSchema } from "./target.ts";

export const nameSchema = z.string().regex(/^[0-9a-zA-Z-_.]{1,64}$/);

/** Epoch seconds, as the REST protocol has them. */
const date = z.number();

/** What CreateSchedule and UpdateSchedule say of a schedule: what is left out has its default, also in an update. */
export const scheduleSchema = z
  .object({
    Name: nameSchema,
    GroupName: nameSchema.default("default"),
    Description: z.string().max(512).optional(),
    ScheduleExpression: z.string().min(1).max(256),
    ScheduleExpressionTimezone: z.string().min(1).max(50).default("UTC"),
    StartDate: date.optional(),
    EndDate: date.optional(),
    State: z.enum(["ENABLED", "DISABLED"]).default("ENABLED"),
    ActionAfterCompletion: z.enum(["NONE", "DELETE"]).default("NONE"),
    FlexibleTimeWindow: z.discriminatedUnion("Mode", [
      z.object({ Mode: z.literal("OFF") }),
      z.object({ Mode: z.literal("FLEXIBLE"), MaximumWindowInMinutes: z.number().int().min(1).max(1440) }),
    ]),
    Target: targetSchema,
  })
  .refine(({ StartDate, EndDate }) => StartDate === undefined || EndDate === undefined || StartDate < EndDate, {
    error: "The EndDate must be later than the StartDate.",
  })
  .refine(({ Target: { Arn, EventBridgeParameters } }) => !Arn.includes(":event-bus/") || EventBridgeParameters, {
    error: "an event bus needs EventBridgeParameters",
  });
export type ScheduleInput = z.infer<typeof scheduleSchema>;

/** A schedule that is kept. Times: epoch ms. */
export type Schedule = ScheduleInput & {
  readonly createdAt: number;
  readonly changedAt: number;
  readonly clientToken: string | undefined;
};

export function scheduleArn({ GroupName, Name }: Pick<ScheduleInput, "GroupName" | "Name">): string {
  return `arn:aws:scheduler:${REGION}:${ACCOUNT_ID}:schedule/${GroupName}/${Name}`;
}

/**
 * When a schedule runs, its state, start and end counted in. A rate without a start begins when the schedule was changed
 * last. The dates mean nothing to a one-off. @throws AppError invalid-input
 */
export function timingOfSchedule(schedule: Omit<Schedule, "clientToken" | "createdAt">): Timing["next"] {
  const { StartDate, EndDate } = schedule;
  const start = StartDate === undefined ? undefined : StartDate * 1000;
  const timing = timingOf(schedule.ScheduleExpression, {
    timeZone: schedule.ScheduleExpressionTimezone,
    start: start ?? schedule.changedAt,
  });
  if (schedule.State === "DISABLED") return () => undefined;
  if (timing.kind === "at") return timing.next;
  return (after) => {
    const next = timing.next(start === undefined ? after : Math.max(after, start - 1));
    return next === undefined || (EndDate !== undefined && next > EndDate * 1000) ? undefined : next;
  };
}
