import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createEventBus } from "../../../../local/events/bus.ts";
import type { Rule } from "../../../../local/events/rules/rule.ts";
import { heldClock } from "../../../support/held-clock.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { untilHolds } from "../../../support/until.ts";

const QUEUE = "arn:aws:sqs:us-east-1:000000000000:work";
const OF_TEMPLATE: Rule = {
  name: "fixed",
  arn: "arn:aws:events:us-east-1:000000000000:rule/fleet/fixed",
  busName: "fleet",
  enabled: true,
  pattern: { source: ["nobody"] },
  targets: [],
};

function aBus({ path, clock = heldClock() }: { path?: string; clock?: ReturnType<typeof heldClock> } = {}) {
  const delivered: string[] = [];
  const bus = createEventBus({
    rules: [OF_TEMPLATE],
    clock,
    ...(path === undefined ? {} : { path }),
    async deliver({ id, arn }) {
      delivered.push(`${id} ${arn}`);
    },
  });
  let open = true;
  const stop = async () => {
    if (open) await bus.stop();
    open = false;
  };
  onTestFinished(stop);
  const call = async (action: string, input: object): Promise<Readonly<Record<string, unknown>>> => ({
    ...(await bus.handle(action, { ...input }, new AbortController().signal)),
  });
  return {
    call,
    clock,
    delivered,
    stop,
    put: (Source: string) =>
      call("PutEvents", { Entries: [{ Source, DetailType: "x", Detail: "{}", EventBusName: "fleet" }] }),
    reach: (count: number) => untilHolds(() => expect(delivered).toHaveLength(count)),
  };
}

const onFleet = { Name: "mine", EventBusName: "fleet" };
const pattern = { ...onFleet, EventPattern: '{"source":["shop"]}' };
const target = { Rule: "mine", EventBusName: "fleet", Targets: [{ Id: "q", Arn: QUEUE }] };

it("delivers by a caller's rule, also after a restart, until it is switched off", async () => {
  const path = join(temporaryFolder(), "events.sqlite");
  const first = aBus({ path });
  expect(await first.call("PutRule", pattern)).toEqual({
    RuleArn: "arn:aws:events:us-east-1:000000000000:rule/fleet/mine",
  });
  expect(await first.call("PutTargets", target)).toEqual({ FailedEntryCount: 0, FailedEntries: [] });
  await first.put("shop");
  await first.reach(1);
  await first.stop();

  const second = aBus({ path });
  await second.put("shop");
  await second.reach(1);
  expect(second.delivered).toEqual([`q ${QUEUE}`]);
  await second.call("DisableRule", onFleet);
  await second.stop();

  const third = aBus({ path });
  await third.put("shop");
  expect(await third.call("DescribeRule", onFleet)).toMatchObject({ State: "DISABLED" });
  await third.call("EnableRule", onFleet);
  await third.put("shop");
  await third.reach(1);
});

it("runs a caller's schedule from the moment that it is made, and no longer than the rule", async () => {
  const path = join(temporaryFolder(), "events.sqlite");
  const clock = heldClock();
  const first = aBus({ path, clock });
  await first.call("PutRule", { Name: "mine", ScheduleExpression: "rate(1 hour)" });
  await first.call("PutTargets", { ...target, EventBusName: "default" });
  clock.advance(7200);
  await first.reach(2);
  await first.call("PutRule", { Name: "mine", ScheduleExpression: "rate(2 hours)" });
  clock.advance(14_400);
  await first.reach(4);
  await first.stop();

  const second = aBus({ path, clock });
  clock.advance(7200);
  await second.reach(1);
  await second.call("RemoveTargets", { Rule: "mine", Ids: ["q"] });
  await second.call("DeleteRule", { Name: "mine" });
  clock.advance(86_400);
  expect(await second.call("ListRules", {})).toEqual({ Rules: [] });
  await second.stop();
  expect(second.delivered).toHaveLength(1);
});

it("keeps the targets of a rule that is put again, and replaces those of equal ids", async () => {
  const { call } = aBus();
  await call("PutRule", pattern);
  await call("PutTargets", target);
  await call("PutRule", { ...pattern, EventPattern: '{"source":["other"]}', State: "DISABLED" });
  const retry = { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 1 };
  const changed = { Id: "q", Arn: `${QUEUE}2`, RetryPolicy: retry, DeadLetterConfig: { Arn: `${QUEUE}3` } };
  await call("PutTargets", { ...target, Targets: [changed, { Id: "r", Arn: QUEUE }] });
  expect(await call("ListTargetsByRule", { Rule: "mine", EventBusName: "fleet" })).toEqual({
    Targets: [changed, { Id: "r", Arn: QUEUE }],
  });
  expect(await call("DescribeRule", onFleet)).toMatchObject({
    EventPattern: '{"source":["other"]}',
    State: "DISABLED",
  });
});

describe("refuses in words", () => {
  it.each([
    ["PutRule", onFleet, "ValidationException", /EventPattern or ScheduleExpression/],
    ["PutRule", { ...onFleet, ScheduleExpression: "rate(1 hour)" }, "ValidationException", /default event bus/],
    ["PutRule", { Name: "x", ScheduleExpression: "rate(1 hours)" }, "ValidationException", /ScheduleExpression/],
    ["PutRule", { Name: "x", ScheduleExpression: "at(2026-01-01T00:00:00)" }, "ValidationException", /neither rate/],
    ["PutRule", { ...onFleet, EventPattern: "{" }, "InvalidEventPatternException", /not valid/],
    ["PutRule", { ...onFleet, EventPattern: '{"a":[]}' }, "InvalidEventPatternException", /empty arrays/],
    ["PutRule", { ...pattern, EventBusName: "gone" }, "ResourceNotFoundException", /gone does not exist/],
    ["PutRule", { ...pattern, Name: "fixed" }, "ManagedRuleException", /of the template/],
    ["DeleteRule", { Name: "fixed", EventBusName: "fleet" }, "ManagedRuleException", /of the template/],
    ["PutTargets", { ...target, Rule: "fixed" }, "ManagedRuleException", /of the template/],
    ["PutTargets", { ...target, Rule: "unknown" }, "ResourceNotFoundException", /unknown does not exist/],
    ["RemoveTargets", { Rule: "fixed", EventBusName: "fleet", Ids: ["q"] }, "ManagedRuleException", /of the template/],
  ])("%s %j", async (action, input, code, words) => {
    const { call } = aBus();
    await expect(call(action, input)).rejects.toMatchObject({ code, message: expect.stringMatching(words) });
    expect(await call("ListRules", { EventBusName: "fleet" })).toMatchObject({ Rules: [{ Name: "fixed" }] });
  });

  it("the deletion of a rule with targets, a sixth target, and targets of other services", async () => {
    const { call } = aBus();
    await call("PutRule", pattern);
    const many = Array.from({ length: 5 }, (_, n) => ({ Id: `q${n}`, Arn: QUEUE }));
    await call("PutTargets", { ...target, Targets: many });
    await expect(call("PutTargets", target)).rejects.toMatchObject({ code: "LimitExceededException" });
    await expect(call("DeleteRule", onFleet)).rejects.toThrow(/has targets/);
    const topic = [{ Id: "t", Arn: "arn:aws:sns:us-east-1:000000000000:alerts" }];
    await expect(call("PutTargets", { ...target, Targets: topic })).rejects.toThrow(/queues and functions only/);
    expect(await call("DeleteRule", { Name: "unknown" })).toEqual({});
  });
});
