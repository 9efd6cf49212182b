import { Duration } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { ENV, INDEXES, TIMEOUTS } from "../../shared/names.ts";
import { drains, type Grant, onBodies, onRows, onTable, putsEvents } from "../constructs/functions/grants.ts";
import { ScheduledFunction } from "../constructs/functions/scheduled.ts";
import { FAILURES } from "../constructs/lanes/failures.ts";
import { counted, PER_MINUTE } from "../constructs/metrics.ts";
import { defineCapability, type Fleet } from "./capability.ts";

/** Where bodies of dead letters lie that are too large for a row. */
export const LARGE_BODIES = "dead-letters/";

/** Messages that no function could work on, as rows for operators. Every dead-letter queue is emptied into them. */
export const deadLetters = defineCapability({
  functions: (scope: Construct, { common, stateful }: Fleet<string>) => {
    const { state, journal, bodies, bus, lanes } = stateful;
    const queues = Object.fromEntries(
      Object.values(lanes).map(({ name, deadLetterQueue }) => [name, deadLetterQueue] as const),
    );
    const deadLetterDrain = new ScheduledFunction(scope, "DeadLetterDrain", {
      ...common,
      name: "dead-letters",
      description: "Turns what comes into the dead-letter queues into rows",
      timeout: TIMEOUTS.deadLetters,
      memory: 256,
      every: Duration.minutes(1),
      grants: [
        drains({ ...queues, [FAILURES]: common.failures }, ENV.deadLetterQueues),
        onTable(journal, ENV.journalTable, ["GetItem", "PutItem"], [INDEXES.journalByAttention.name]),
        onRows(state, ENV.stateTable, "dead-letter-", ["GetItem"]),
        onBodies(bodies, ["PutObject"], LARGE_BODIES),
        putsEvents(bus),
      ],
    });
    return { deadLetterDrain };
  },
  alarms: [
    {
      id: "SetAsideStoppedAlarm",
      metric: () => counted("SetAsideStopped", "dead-letters"),
      withoutData: "ok",
      zh: "一分钟内多条消息或多个账号的消息无法处理，已停止搁置，消息留在队列等待：多半是部署问题，请检查最近的部署。",
      en: "Several records, or records of two accounts, failed within a minute: nothing is set aside, and they wait. Check the last deployment.",
    },
    {
      id: "DeadLettersNotDrainedAlarm",
      // A run that drained every queue counts, each minute.
      metric: () =>
        counted("DeadLetterQueuesDrained", "dead-letters").with({ ...PER_MINUTE, statistic: "SampleCount" }),
      below: true,
      periods: 5,
      withoutData: "rings",
      direct: true,
      zh: "死信队列已五分钟未能取空，无法处理的消息不会出现在列表中（没有丢失）：请查看 dead-letters 的日志和它的定时规则。",
      en: "Dead-letter queues were not emptied for five minutes; nothing is lost, but the list lacks it. See the log and schedule of dead-letters.",
    },
  ],
});

/** What a function behind a FIFO lane needs to set a record aside. */
export function setsRecordsAside({ state, journal, bodies, bus }: Fleet<never>["stateful"]): readonly Grant[] {
  return [
    onRows(journal, ENV.journalTable, "dead-letter#", ["GetItem", "PutItem"]),
    onRows(state, ENV.stateTable, "dead-letter-allowance", ["GetItem", "UpdateItem"]),
    onBodies(bodies, ["PutObject"], LARGE_BODIES),
    putsEvents(bus),
  ];
}
