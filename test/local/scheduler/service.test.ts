import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { LocalClock } from "../../../local/clock.ts";
import type { RoleModel } from "../../../local/iam/identity.ts";
import { createSchedulerService } from "../../../local/scheduler/service.ts";
import { heldClock } from "../../support/held-clock.ts";
import { untilHolds } from "../../support/until.ts";

const BUS = "arn:aws:events:us-east-1:000000000000:event-bus/fleet";
const ROLE = "arn:aws:iam::000000000000:role/schedules";
const START = Date.parse("2026-03-07T12:00:00Z");

function temporaryFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "wechat-fleet-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "schedules.sqlite");
}

type Options = { clock?: LocalClock; path?: string; roles?: RoleModel[]; fails?: boolean; random?: () => number };

function aScheduler({ clock = heldClock(START), path, roles = [], fails = false, random = () => 0 }: Options = {}) {
  const calls: { action: string; input: Readonly<Record<string, unknown>> }[] = [];
  const dead: { queue: string; condition: unknown; code: unknown }[] = [];
  const target = {
    async handle(action: string, input: Record<string, unknown>) {
      if (fails) throw new Error("the target is away");
      calls.push({ action, input });
      return {};
    },
  };
  const service = createSchedulerService({
    clock,
    services: { AWSEvents: target, AmazonSQS: target },
    queues: {
      sendMessage(queue, { MessageAttributes: given }) {
        const { EXHAUSTED_RETRY_CONDITION: condition, ERROR_CODE: code } = Object(given);
        dead.push({ queue, condition: condition.StringValue, code: code.StringValue });
        return { MessageId: "1", MD5OfMessageBody: "" };
      },
    },
    queuesUrl: "http://127.0.0.1:8789",
    roles,
    random,
    retryPause: () => 1,
    ...(path === undefined ? {} : { path }),
  });
  let open = true;
  const stop = async () => {
    if (open) await service.stop();
    open = false;
  };
  onTestFinished(stop);
  const call = async (action: string, input: object): Promise<Readonly<Record<string, unknown>>> => ({
    ...(await service.handle(action, { ...input }, new AbortController().signal)),
  });
  const settled = () => untilHolds(() => expect(service.pending()).toBe(0));
  return {
    clock,
    calls,
    dead,
    call,
    stop,
    settled,
    create: (change: object = {}) => call("CreateSchedule", aSchedule(change)),
    /** The times of the runs so far, by the input of each. */
    async times(): Promise<unknown[]> {
      await settled();
      return calls.map(({ input }) => JSON.parse(Object(Object(input.Entries)[0]).Detail).at);
    },
  };
}

const target = {
  Arn: BUS,
  RoleArn: ROLE,
  EventBridgeParameters: { DetailType: "BroadcastRequested", Source: "schedules" },
  Input: '{"at":"<aws.scheduler.scheduled-time>"}',
};

function aSchedule(change: object = {}) {
  return {
    Name: "nightly",
    ScheduleExpression: "cron(30 2 * * ? *)",
    ScheduleExpressionTimezone: "America/New_York",
    FlexibleTimeWindow: { Mode: "OFF" },
    Target: target,
    ...change,
  };
}

const DAY = 86_400;

describe("runs", () => {
  it("of a cron skip the reading that the clocks leave out, and come once each", async () => {
    const { create, clock, times } = aScheduler();
    await create();
    clock.advance(3 * DAY);
    expect(await times()).toEqual(["2026-03-09T06:30:00Z", "2026-03-10T06:30:00Z"]);
  });

  it("put an event on the bus in the schedule's name", async () => {
    const { create, clock, calls, settled } = aScheduler();
    await create({ ScheduleExpression: "at(2026-03-07T08:00:00)" });
    clock.advance(DAY);
    await settled();
    expect(calls).toEqual([
      {
        action: "PutEvents",
        input: {
          Entries: [
            {
              EventBusName: BUS,
              ...target.EventBridgeParameters,
              Detail: '{"at":"2026-03-07T13:00:00Z"}',
              Resources: ["arn:aws:scheduler:us-east-1:000000000000:schedule/default/nightly"],
            },
          ],
        },
      },
    ]);
  });

  it("send to a queue, and make the calls of universal targets", async () => {
    const { create, clock, calls, settled } = aScheduler();
    const Arn = "arn:aws:sqs:us-east-1:000000000000:work.fifo";
    const at = { ScheduleExpression: "at(2026-03-07T13:00:00)", ScheduleExpressionTimezone: "UTC" };
    await create({
      ...at,
      Name: "a",
      Target: { Arn, RoleArn: ROLE, Input: "hi", SqsParameters: { MessageGroupId: "g" } },
    });
    const universal = "arn:aws:scheduler:::aws-sdk:sqs:sendMessage";
    await create({
      ...at,
      Name: "b",
      Target: { Arn: universal, RoleArn: ROLE, Input: '{"QueueUrl":"u","MessageBody":"b"}' },
    });
    clock.advance(DAY);
    await settled();
    const QueueUrl = "http://127.0.0.1:8789/000000000000/work.fifo";
    expect(calls).toEqual([
      { action: "SendMessage", input: { QueueUrl, MessageBody: "hi", MessageGroupId: "g" } },
      { action: "SendMessage", input: { QueueUrl: "u", MessageBody: "b" } },
    ]);
  });

  it("stay within start and end, and stand still while the schedule is disabled", async () => {
    const { create, call, clock, times } = aScheduler();
    const seconds = (text: string) => Date.parse(text) / 1000;
    const dates = { StartDate: seconds("2026-03-10T00:00:00Z"), EndDate: seconds("2026-03-13T00:00:00Z") };
    await create(dates);
    clock.advance(3.5 * DAY);
    await call("UpdateSchedule", aSchedule({ ...dates, State: "DISABLED" }));
    clock.advance(DAY);
    await call("UpdateSchedule", aSchedule(dates));
    clock.advance(9 * DAY);
    expect(await times()).toEqual(["2026-03-10T06:30:00Z", "2026-03-12T06:30:00Z"]);
  });

  it("of a rate begin at once", async () => {
    const { create, clock, times } = aScheduler();
    await create({ ScheduleExpression: "rate(12 hours)" });
    clock.advance(DAY);
    expect(await times()).toEqual(["2026-03-07T12:00:00Z", "2026-03-08T00:00:00Z", "2026-03-08T12:00:00Z"]);
  });

  it("of a rate begin at once also where time goes on meanwhile", async () => {
    const held = heldClock(START);
    let passed = 0;
    const { create, times } = aScheduler({ clock: { ...held, now: () => held.now() + passed++ } });
    await create({ ScheduleExpression: "rate(12 hours)" });
    await untilHolds(async () => expect(await times()).toHaveLength(1));
  });

  it("come within the flexible window", async () => {
    const { create, clock, times } = aScheduler({ random: () => 0.5 });
    const FlexibleTimeWindow = { Mode: "FLEXIBLE", MaximumWindowInMinutes: 60 };
    await create({ ScheduleExpression: "at(2026-03-07T08:00:00)", FlexibleTimeWindow });
    clock.advance(3600 + 29 * 60);
    expect(await times()).toEqual([]);
    clock.advance(60);
    expect(await times()).toEqual(["2026-03-07T13:00:00Z"]);
  });

  it("take a schedule with them after its last one, if it says so", async () => {
    const { create, call, clock, times } = aScheduler();
    await create({ ScheduleExpression: "at(2026-03-07T08:00:00)", ActionAfterCompletion: "DELETE" });
    await create({ Name: "kept", ScheduleExpression: "at(2026-03-07T08:00:00)" });
    clock.advance(DAY);
    expect(await times()).toHaveLength(2);
    expect(await call("ListSchedules", {})).toMatchObject({ Schedules: [{ Name: "kept" }] });
  });
});

describe("a run that fell due while nothing was running", () => {
  async function offFor(seconds: number, retry: object) {
    const path = temporaryFile();
    const clock = heldClock(START);
    const first = aScheduler({ clock, path });
    await first.create({ ScheduleExpressionTimezone: "UTC", Target: { ...target, RetryPolicy: retry } });
    await first.stop();
    clock.advance(seconds);
    const second = aScheduler({ clock, path });
    const late = await second.times();
    clock.advance(DAY);
    return { late, times: await second.times() };
  }

  it("comes late", async () => {
    const { late, times } = await offFor(2.7 * DAY, {});
    expect(late).toEqual(["2026-03-10T02:30:00Z"]);
    expect(times).toEqual(["2026-03-10T02:30:00Z", "2026-03-11T02:30:00Z"]);
  });

  it("is skipped when it is older than the schedule lets events be", async () => {
    const { late, times } = await offFor(2.7 * DAY, { MaximumEventAgeInSeconds: 600 });
    expect(late).toEqual([]);
    expect(times).toEqual(["2026-03-11T02:30:00Z"]);
  });
});

it("keeps an undelivered run over a restart, after the schedule has gone", async () => {
  const path = temporaryFile();
  const clock = heldClock(START);
  const first = aScheduler({ clock, path, fails: true });
  await first.create({ ScheduleExpression: "at(2026-03-07T08:00:00)", ActionAfterCompletion: "DELETE" });
  clock.advance(3600);
  await first.stop();
  expect(await aScheduler({ clock, path }).times()).toEqual(["2026-03-07T13:00:00Z"]);
});

it("gives up after the retries of the schedule, and keeps the run in its dead-letter queue", async () => {
  const { create, clock, dead, settled } = aScheduler({ fails: true });
  const DeadLetterConfig = { Arn: "arn:aws:sqs:us-east-1:000000000000:dead" };
  const RetryPolicy = { MaximumRetryAttempts: 2 };
  await create({ ScheduleExpression: "rate(30 days)", Target: { ...target, DeadLetterConfig, RetryPolicy } });
  clock.advance(0);
  await settled();
  expect(dead).toEqual([{ queue: "dead", condition: "MaximumRetryAttempts", code: "SDK_CLIENT_ERROR" }]);
});

describe("a role of the template", () => {
  const DeadLetterConfig = { Arn: "arn:aws:sqs:us-east-1:000000000000:dead" };
  const refusing = { ...target, DeadLetterConfig, RetryPolicy: { MaximumRetryAttempts: 0 } };
  const roleFor = (resource: string): RoleModel => ({
    name: "schedules",
    arn: ROLE,
    statements: [{ effect: "Allow", actions: ["events:PutEvents"], resources: [resource], conditions: [] }],
  });

  it.each([
    [BUS, []],
    [`${BUS}-other`, [{ queue: "dead", condition: "MaximumRetryAttempts", code: "AccessDeniedException" }]],
  ])("that allows %s is judged by that", async (resource, expected) => {
    const { create, calls, dead, settled } = aScheduler({ roles: [roleFor(resource)] });
    await create({ ScheduleExpression: "rate(30 days)", Target: refusing });
    await settled();
    expect(dead).toEqual(expected);
    expect(calls).toHaveLength(1 - expected.length);
  });
});

describe("the API", () => {
  it("creates once per client token, and refuses a second schedule of the name", async () => {
    const { create, call } = aScheduler();
    const answer = { ScheduleArn: "arn:aws:scheduler:us-east-1:000000000000:schedule/default/nightly" };
    expect(await create({ ClientToken: "one" })).toEqual(answer);
    expect(await create({ ClientToken: "one" })).toEqual(answer);
    await expect(create({ ClientToken: "two" })).rejects.toMatchObject({ code: "ConflictException", status: 409 });
    await expect(create()).rejects.toMatchObject({ code: "ConflictException" });
    expect(await call("GetSchedule", { Name: "nightly" })).toMatchObject({
      State: "ENABLED",
      GroupName: "default",
      CreationDate: START / 1000,
      Target: { RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 } },
    });
    await call("DeleteSchedule", { Name: "nightly" });
    await expect(call("GetSchedule", { Name: "nightly" })).rejects.toMatchObject({ status: 404 });
  });

  it("keeps groups, and deletes them with their schedules", async () => {
    const { create, call } = aScheduler();
    await expect(create({ GroupName: "vip" })).rejects.toMatchObject({ code: "ResourceNotFoundException" });
    await call("CreateScheduleGroup", { Name: "vip" });
    await create({ GroupName: "vip" });
    await create({ Name: "other" });
    expect(await call("ListSchedules", { GroupName: "vip" })).toMatchObject({ Schedules: [{ Name: "nightly" }] });
    await call("DeleteScheduleGroup", { Name: "vip" });
    expect(await call("ListScheduleGroups", {})).toMatchObject({ ScheduleGroups: [{ Name: "default" }] });
    expect(await call("ListSchedules", {})).toMatchObject({ Schedules: [{ Name: "other" }] });
    await expect(call("DeleteScheduleGroup", { Name: "default" })).rejects.toThrow(/stays/);
  });

  it("lists in pages", async () => {
    const { create, call } = aScheduler();
    for (const Name of ["a", "b", "c"]) await create({ Name });
    const first = await call("ListSchedules", { MaxResults: "2" });
    expect(first).toMatchObject({ Schedules: [{ Name: "a" }, { Name: "b" }] });
    const last = await call("ListSchedules", { MaxResults: "2", NextToken: first.NextToken });
    expect(last).toMatchObject({ Schedules: [{ Name: "c" }] });
    expect(last.NextToken).toBeUndefined();
  });

  it.each([
    [{ ScheduleExpression: "cron(0 9 * * * *)" }, /one of day of month and day of week must be \?/],
    [{ ScheduleExpressionTimezone: "Asia/Nowhere" }, /no time zone/],
    [{ Name: "a b" }, /Name/],
    [{ EndDate: 1 }, /EndDate/],
    [{ StartDate: 20, EndDate: 10 }, /later than the StartDate/],
    [{ FlexibleTimeWindow: { Mode: "FLEXIBLE" } }, /MaximumWindowInMinutes/],
    [{ Target: { ...target, EventBridgeParameters: undefined } }, /EventBridgeParameters/],
    [{ Target: { ...target, EventBridgeParameters: { DetailType: "x", Source: "aws.x" } } }, /Source/],
    [{ Target: { ...target, Arn: "arn:aws:states:us-east-1:000000000000:stateMachine:x" } }, /event buses/],
    [{ Target: { ...target, Input: undefined } }, /needs an Input/],
    [{ Target: { ...target, RetryPolicy: { MaximumEventAgeInSeconds: 59 } } }, /MaximumEventAgeInSeconds/],
  ])("refuses %j in words", async (change, words) => {
    const { create, call } = aScheduler();
    await expect(create(change)).rejects.toMatchObject({
      code: "ValidationException",
      message: expect.stringMatching(words),
    });
    expect(await call("ListSchedules", {})).toEqual({ Schedules: [] });
  });
});
