import * as z from "zod";
import { AppError } from "../../shared/kernel/domain/errors.ts";
import { parseInput } from "../aws/parse-input.ts";
import { AwsError } from "../aws/service.ts";
import { conflict, missing, page, pageOf, type SchedulerAction, seconds } from "./answers.ts";
import { nextRunOf } from "./due-runs.ts";
import { groupActions } from "./group-actions.ts";
import { nameSchema, type Schedule, scheduleArn, scheduleSchema, timingOfSchedule } from "./schedule.ts";
import type { ScheduleStore } from "./store.ts";

const tokenSchema = z.object({ ClientToken: z.string().optional() });
const byName = z.object({ Name: nameSchema, GroupName: nameSchema.default("default") });
const listInput = z.object({
  GroupName: nameSchema.optional(),
  NamePrefix: z.string().default(""),
  State: z.enum(["ENABLED", "DISABLED"]).optional(),
  ...page,
});

/** The actions of EventBridge Scheduler over a store. `changed` hears of each change of what runs next. */
export function schedulerActions(
  store: ScheduleStore,
  { now, random, changed }: { now: () => number; random: () => number; changed: () => void },
): Readonly<Record<string, SchedulerAction>> {
  const found = (input: unknown) => scheduleIn(store, input);
  function keep(schedule: Schedule): object {
    checkTiming(schedule, now());
    // A moment earlier, so that a rate without a start begins at once.
    store.put(schedule, nextRunOf(schedule, schedule.changedAt - 1, random));
    changed();
    return { ScheduleArn: scheduleArn(schedule) };
  }

  return {
    CreateSchedule(input) {
      const given = parseInput(scheduleSchema, input);
      const { ClientToken: clientToken } = parseInput(tokenSchema, input);
      if (!store.groups().some(({ name }) => name === given.GroupName)) {
        throw missing(`Schedule group ${given.GroupName} does not exist.`);
      }
      const before = store.find(given.GroupName, given.Name);
      if (before && (clientToken === undefined || before.clientToken !== clientToken)) {
        throw conflict(`Schedule ${given.Name} already exists.`);
      }
      if (before) return { ScheduleArn: scheduleArn(before) };
      return keep({ ...given, clientToken, createdAt: now(), changedAt: now() });
    },
    UpdateSchedule(input) {
      const { createdAt, clientToken } = found(input);
      return keep({ ...parseInput(scheduleSchema, input), clientToken, createdAt, changedAt: now() });
    },
    GetSchedule(input) {
      const { createdAt, changedAt, clientToken: _kept, ...schedule } = found(input);
      return {
        Arn: scheduleArn(schedule),
        ...schedule,
        CreationDate: seconds(createdAt),
        LastModificationDate: seconds(changedAt),
      };
    },
    DeleteSchedule(input) {
      const { GroupName, Name } = found(input);
      store.remove(GroupName, Name);
      changed();
      return {};
    },
    ListSchedules(input) {
      const { GroupName, NamePrefix, State, ...asked } = parseInput(listInput, input);
      const listed = store
        .list()
        .filter((one) => GroupName === undefined || one.GroupName === GroupName)
        .filter((one) => one.Name.startsWith(NamePrefix) && (State === undefined || one.State === State));
      const { items, NextToken } = pageOf(listed, ({ GroupName: group, Name }) => `${group}/${Name}`, asked);
      return { Schedules: items.map(summary), ...(NextToken && { NextToken }) };
    },
    ...groupActions(store, { now, changed }),
  };
}

/** The schedule that an input names. @throws AwsError ResourceNotFoundException */
function scheduleIn(store: ScheduleStore, input: unknown): Schedule {
  const { Name, GroupName } = parseInput(byName, input);
  const schedule = store.find(GroupName, Name);
  if (!schedule) throw missing(`Schedule ${Name} does not exist.`);
  return schedule;
}

function checkTiming(schedule: Schedule, now: number): void {
  try {
    timingOfSchedule(schedule);
  } catch (error) {
    if (error instanceof AppError) throw new AwsError("ValidationException", error.message);
    throw error;
  }
  if (schedule.EndDate !== undefined && schedule.EndDate * 1000 <= now) {
    throw new AwsError("ValidationException", "The EndDate you specify cannot be in the past.");
  }
}

function summary(schedule: Schedule) {
  const { Name, GroupName, State, Target, createdAt, changedAt } = schedule;
  return {
    Arn: scheduleArn(schedule),
    Name,
    GroupName,
    State,
    Target: { Arn: Target.Arn },
    CreationDate: seconds(createdAt),
    LastModificationDate: seconds(changedAt),
  };
}
