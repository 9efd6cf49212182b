import * as z from "zod";
import { AppError } from "../../shared/kernel/domain/errors.ts";
import { parseInput } from "../aws/parse-input.ts";
import { AwsError } from "../aws/service.ts";
import { ACCOUNT_ID, REGION } from "../template/identity.ts";
import { nextRunOf } from "./due-runs.ts";
import { nameSchema, type Schedule, scheduleArn, scheduleSchema, timingOfSchedule } from "./schedule.ts";
import type { Group, ScheduleStore } from "./store.ts";

export type SchedulerAction = (input: Record<string, unknown>) => object;

const tokenSchema = z.object({ ClientToken: z.string().optional() });
const byName = z.object({ Name: nameSchema, GroupName: nameSchema.default("default") });
const groupByName = z.object({ Name: nameSchema });
const page = { MaxResults: z.coerce.number().int().min(1).max(100).default(100), NextToken: z.string().default("") };
const listInput = z.object({
  GroupName: nameSchema.optional(),
  NamePrefix: z.string().default(""),
  State: z.enum(["ENABLED", "DISABLED"]).optional(),
  ...page,
});
const groupsInput = z.object({ NamePrefix: z.string().default(""), ...page });

const seconds = (ms: number) => ms / 1000;
const conflict = (message: string) => new AwsError("ConflictException", message, { status: 409 });
const missing = (message: string) => new AwsError("ResourceNotFoundException", message, { status: 404 });

/** The actions of EventBridge Scheduler over a store. `changed` hears of each change of what runs next. */
export function schedulerActions(
  store: ScheduleStore,
  { now, random, changed }: { now: () => number; random: () => number; changed: () => void },
): Readonly<Record<string, SchedulerAction>> {
  function found(input: unknown): Schedule {
    const { Name, GroupName } = parseInput(byName, input);
    const schedule = store.find(GroupName, Name);
    if (!schedule) throw missing(`Schedule ${Name} does not exist.`);
    return schedule;
  }
  function keep(schedule: Schedule): object {
    checkTiming(schedule, now());
    // A moment earlier, so that a rate without a start begins at once.
    store.put(schedule, nextRunOf(schedule, now() - 1, random));
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
    CreateScheduleGroup(input) {
      const { Name } = parseInput(groupByName, input);
      if (store.groups().some(({ name }) => name === Name)) throw conflict(`Schedule group ${Name} already exists.`);
      store.addGroup({ name: Name, createdAt: now() });
      return { ScheduleGroupArn: groupArn(Name) };
    },
    GetScheduleGroup: (input) => describeGroup(groupOf(store, parseInput(groupByName, input).Name)),
    DeleteScheduleGroup(input) {
      const { name } = groupOf(store, parseInput(groupByName, input).Name);
      if (name === "default") throw new AwsError("ValidationException", "The default schedule group stays.");
      store.removeGroup(name);
      changed();
      return {};
    },
    ListScheduleGroups(input) {
      const { NamePrefix, ...asked } = parseInput(groupsInput, input);
      const listed = store.groups().filter(({ name }) => name.startsWith(NamePrefix));
      const { items, NextToken } = pageOf(listed, ({ name }) => name, asked);
      return { ScheduleGroups: items.map(describeGroup), ...(NextToken && { NextToken }) };
    },
  };
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

function pageOf<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  { MaxResults, NextToken }: { MaxResults: number; NextToken: string },
): { items: readonly T[]; NextToken: string | undefined } {
  const after = Buffer.from(NextToken, "base64url").toString("utf8");
  const left = items.filter((item) => keyOf(item) > after);
  const last = left[MaxResults - 1];
  const more = left.length > MaxResults && last !== undefined;
  return {
    items: left.slice(0, MaxResults),
    NextToken: more ? Buffer.from(keyOf(last)).toString("base64url") : undefined,
  };
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

function groupOf(store: ScheduleStore, name: string): Group {
  const group = store.groups().find((one) => one.name === name);
  if (!group) throw missing(`Schedule group ${name} does not exist.`);
  return group;
}

function describeGroup({ name, createdAt }: Group) {
  const CreationDate = seconds(createdAt);
  return { Arn: groupArn(name), Name: name, State: "ACTIVE", CreationDate, LastModificationDate: CreationDate };
}

function groupArn(name: string): string {
  return `arn:aws:scheduler:${REGION}:${ACCOUNT_ID}:schedule-group/${name}`;
}
