import * as z from "zod";
import { parseInput } from "../aws/parse-input.ts";
import { AwsError } from "../aws/service.ts";
import { ACCOUNT_ID, REGION } from "../template/identity.ts";
import { conflict, missing, page, pageOf, type SchedulerAction, seconds } from "./answers.ts";
import { nameSchema } from "./schedule.ts";
import type { Group, ScheduleStore } from "./store.ts";

const groupByName = z.object({ Name: nameSchema });
const groupsInput = z.object({ NamePrefix: z.string().default(""), ...page });

/** The actions on groups of schedules. `changed` hears of each change of what runs next. */
export function groupActions(
  store: ScheduleStore,
  { now, changed }: { now: () => number; changed: () => void },
): Readonly<Record<string, SchedulerAction>> {
  return {
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
