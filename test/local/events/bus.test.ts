import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListEventBusesCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from "@aws-sdk/client-eventbridge";
import { expect, it, onTestFinished, vi } from "vitest";
import { createS3Store } from "../../../local/aws/s3/store.ts";
import { startAwsServer } from "../../../local/aws/server.ts";
import type { LocalClock } from "../../../local/clock.ts";
import { createEventBus, type Undelivered } from "../../../local/events/bus.ts";
import type { Rule, RuleTarget } from "../../../local/events/rules/rule.ts";
import { heldClock } from "../../support/held-clock.ts";
import { untilHolds } from "../../support/until.ts";

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "wechat-fleet-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function aRule(change: Partial<Rule> = {}): Rule {
  return {
    name: "errors",
    arn: "arn:aws:events:us-east-1:000000000000:rule/fleet/errors",
    busName: "fleet",
    enabled: true,
    targets: [{ id: "notifier", arn: "arn:aws:lambda:us-east-1:000000000000:function:notifier" }],
    ...change,
  };
}

type Delivered = { target: string; payload: string };

function aBus(
  rules: Rule[],
  options: { clock?: LocalClock; path?: string; fail?: (delivered: Delivered) => boolean; strays?: () => boolean } = {},
) {
  const { clock = heldClock(), path, fail = () => false } = options;
  const delivered: Delivered[] = [];
  const abandoned: Undelivered[] = [];
  const bus = createEventBus({
    rules,
    clock,
    retryPause: () => 1,
    abandon: (undelivered) => abandoned.push(undelivered),
    ...(path === undefined ? {} : { path }),
    ...(options.strays && { strays: options.strays }),
    async deliver(target: RuleTarget, payload) {
      const entry = { target: target.id, payload };
      if (fail(entry)) throw new Error("the target is away");
      delivered.push(entry);
    },
  });
  let open = true;
  const stop = async () => {
    if (open) await bus.stop();
    open = false;
  };
  onTestFinished(stop);
  const put = (...entries: PutEventsRequestEntry[]) =>
    bus.handle("PutEvents", { Entries: entries.map((entry) => ({ ...entry })) }, new AbortController().signal);
  return {
    bus,
    clock,
    delivered,
    abandoned,
    put,
    stop,
    events: () => delivered.map(({ payload }) => JSON.parse(payload)),
  };
}

const event = { Source: "wechat-fleet", DetailType: "AccountStateChanged", EventBusName: "fleet" };
const pattern = { detail: { state: ["ERROR"] } };

it("delivers what matches in AWS's envelope, to every target of every rule", async () => {
  const other = aRule({ name: "all", pattern: { source: ["wechat-fleet"] }, targets: [{ id: "log", arn: "arn:log" }] });
  const { put, delivered, events } = aBus([aRule({ pattern }), other, aRule({ name: "off", pattern, enabled: false })]);
  await put({ ...event, Detail: '{"state":"ERROR"}', Resources: ["r"] }, { ...event, Detail: '{"state":"IDLE"}' });
  await untilHolds(() => expect(delivered).toHaveLength(3));
  expect(delivered.filter(({ target }) => target === "notifier")).toHaveLength(1);
  expect(events()[0]).toEqual({
    version: "0",
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    "detail-type": "AccountStateChanged",
    source: "wechat-fleet",
    account: "000000000000",
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    region: "us-east-1",
    resources: ["r"],
    detail: { state: "ERROR" },
  });
});

it("keeps 64-bit numbers of a detail whole", async () => {
  const { put, delivered } = aBus([aRule({ pattern })]);
  await put({ ...event, Detail: '{"state":"ERROR","id":7773749793478223190}' });
  await untilHolds(() => expect(delivered).toHaveLength(1));
  expect(delivered[0]?.payload).toContain('"id":7773749793478223190}');
});

it("shapes the input of a target", async () => {
  const transformed = {
    inputPathsMap: { app: "$.detail.app", id: "$.detail.id", all: "$.detail", none: "$.detail.none" },
    inputTemplate:
      '{"text":"<app> says \\"hi\\" <none>","app":<app>,"id":<id>,"all":<all>,"none":<none>,"rule":<aws.events.rule-name>}',
  };
  const targets = [
    { id: "constant", arn: "a", input: '{"fixed":true}' },
    { id: "part", arn: "a", inputPath: "$.detail.app" },
    { id: "template", arn: "a", inputTransformer: transformed },
  ];
  const { put, delivered } = aBus([aRule({ pattern: { source: ["wechat-fleet"] }, targets })]);
  await put({ ...event, Detail: '{"app":"a\\"b","id":7773749793478223190}' });
  await untilHolds(() => expect(delivered).toHaveLength(3));
  expect(Object.fromEntries(delivered.map(({ target, payload }) => [target, payload]))).toEqual({
    constant: '{"fixed":true}',
    part: '"a\\"b"',
    template:
      '{"text":"a\\"b says \\"hi\\" ","app":"a\\"b","id":7773749793478223190,"all":{"app":"a\\"b","id":7773749793478223190},"none":null,"rule":"errors"}',
  });
});

it("says per entry what is wrong with it, and takes the others", async () => {
  const { put, delivered } = aBus([aRule({ pattern: { source: ["wechat-fleet"] } })]);
  const answer = await put(
    { ...event, Detail: "{}" },
    { ...event, Detail: "{" },
    { ...event, Detail: "[]" },
    { ...event, Source: undefined, Detail: "{}" },
    { ...event, Source: "aws.ec2", Detail: "{}" },
    { ...event, EventBusName: "none", Detail: "{}" },
  );
  expect(answer).toMatchObject({
    FailedEntryCount: 5,
    Entries: [
      { EventId: expect.any(String) },
      { ErrorCode: "MalformedDetail" },
      { ErrorCode: "MalformedDetail" },
      { ErrorCode: "InvalidArgument" },
      { ErrorCode: "NotAuthorizedForSourceException" },
      { ErrorCode: "InvalidArgument" },
    ],
  });
  await untilHolds(() => expect(delivered).toHaveLength(1));
});

it("refuses more than ten entries or a megabyte", async () => {
  const { put } = aBus([]);
  const entry = { ...event, EventBusName: "default", Detail: "{}" };
  await expect(put(...Array.from({ length: 11 }, () => entry))).rejects.toMatchObject({ code: "ValidationException" });
  const big = { ...entry, Detail: JSON.stringify({ a: "中".repeat(350_000) }) };
  await expect(put(big)).rejects.toMatchObject({ code: "ValidationException" });
});

it("tries a failed delivery again without holding up what follows", async () => {
  const quiet = vi.spyOn(console, "error").mockImplementation(() => {});
  onTestFinished(() => quiet.mockRestore());
  let failures = 3;
  const { put, events, delivered, bus } = aBus([aRule({ pattern: { source: ["wechat-fleet"] } })], {
    fail: ({ payload }) => payload.includes('"n":1') && failures-- > 0,
  });
  await put({ ...event, Detail: '{"n":1}' }, { ...event, Detail: '{"n":2}' });
  await untilHolds(() => expect(delivered).toHaveLength(2));
  expect(events().map(({ detail }) => detail.n)).toEqual([2, 1]);
  expect(bus.pending()).toBe(0);
});

it("gives a delivery up after the tries or the time that the target's retry policy allows", async () => {
  const quiet = vi.spyOn(console, "error").mockImplementation(() => {});
  onTestFinished(() => quiet.mockRestore());
  const aTarget = (id: string, maxAgeSeconds: number, maxRetries: number) => ({
    id,
    arn: `arn:${id}`,
    retry: { maxAgeSeconds, maxRetries },
  });
  const targets = [aTarget("twice", 3600, 2), aTarget("for a minute", 60, 10_000)];
  const tries: string[] = [];
  const { put, abandoned, bus, clock } = aBus([aRule({ pattern, targets })], {
    fail: ({ target }) => tries.push(target) > 0,
  });
  await put({ ...event, Detail: '{"state":"ERROR"}' });
  await untilHolds(() => expect(abandoned).toHaveLength(1));
  expect(tries.filter((target) => target === "twice")).toHaveLength(3);
  clock.advance(61);
  await untilHolds(() => expect(bus.pending()).toBe(0));
  expect(abandoned).toMatchObject([
    { target: { id: "twice" }, retries: 2, condition: "MaximumRetryAttempts" },
    { target: { id: "for a minute" }, condition: "MaximumEventAgeInSeconds", error: new Error("the target is away") },
  ]);
  expect(JSON.parse(abandoned[1]?.event ?? "")).toMatchObject({ detail: { state: "ERROR" } });
});

it("delivers after a restart what it had accepted before", async () => {
  const quiet = vi.spyOn(console, "error").mockImplementation(() => {});
  onTestFinished(() => quiet.mockRestore());
  const path = join(temporaryFolder(), "events.sqlite");
  const rules = [aRule({ pattern })];
  const before = aBus(rules, { path, fail: () => true });
  await before.put({ ...event, Detail: '{"state":"ERROR"}' });
  await before.stop();
  const after = aBus(rules, { path });
  await untilHolds(() => expect(after.delivered).toHaveLength(1));
});

it("makes every run that a move of the clock makes due, in order, over all rules", async () => {
  const clock = heldClock();
  const minutely = aRule({
    name: "beat",
    arn: "arn:beat",
    schedule: "rate(1 minute)",
    targets: [{ id: "t", arn: "a" }],
  });
  const hourly = aRule({ name: "hourly", arn: "arn:hourly", schedule: "cron(0 * * * ? *)" });
  const { events, delivered } = aBus([minutely, hourly], { clock });
  clock.advance(7200);
  await untilHolds(() => expect(delivered).toHaveLength(122));
  const beats = events().filter(({ resources }) => resources[0] === "arn:beat");
  expect(beats).toHaveLength(120);
  const times = beats.map(({ time }) => Date.parse(time));
  expect(times.every((time, i) => i === 0 || time - (times[i - 1] ?? 0) === 60_000)).toBe(true);
  expect(beats[0]).toMatchObject({ source: "aws.events", "detail-type": "Scheduled Event", detail: {} });
  expect(events().filter(({ resources }) => resources[0] === "arn:hourly")).toHaveLength(2);
});

it("makes at most a day's worth of minutes at once", async () => {
  const clock = heldClock();
  const { delivered } = aBus([aRule({ schedule: "rate(1 minute)" })], { clock });
  clock.advance(7 * 86_400);
  await untilHolds(() => expect(delivered).toHaveLength(1440));
});

it("makes what fell due while it was off once", async () => {
  const path = join(temporaryFolder(), "events.sqlite");
  const rules = [aRule({ schedule: "rate(1 minute)" })];
  await aBus(rules, { path }).stop();
  const clock = heldClock();
  clock.advance(86_400);
  const { delivered } = aBus(rules, { path, clock });
  await untilHolds(() => expect(delivered).toHaveLength(1));
});

it("runs no schedule of a disabled rule, and goes on from now when it is enabled", async () => {
  const { bus, clock, delivered } = aBus([aRule({ schedule: "rate(1 hour)" })]);
  const call = (action: string) =>
    bus.handle(action, { Name: "errors", EventBusName: "fleet" }, new AbortController().signal);
  await call("DisableRule");
  clock.advance(7200);
  await call("EnableRule");
  clock.advance(3600);
  await untilHolds(() => expect(delivered).toHaveLength(1));
});

it("refuses rules that are not valid", () => {
  expect(() => aBus([aRule({ pattern: { a: [] } })])).toThrow();
  expect(() => aBus([aRule({ schedule: "rate(1 minutes)" })])).toThrow();
});

it("shows its rules to the SDK", async () => {
  const { bus, delivered } = aBus([
    aRule({ pattern, targets: [{ id: "q", arn: "arn:q", messageGroupId: "g", inputPath: "$.detail" }] }),
  ]);
  const s3 = createS3Store({ dir: temporaryFolder() });
  const server = await startAwsServer({ port: 0, services: [bus], s3, dynamodbEndpoint: "http://127.0.0.1:1" });
  const client = new EventBridgeClient({
    region: "us-east-1",
    endpoint: server.url,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  onTestFinished(async () => {
    client.destroy();
    await server.close();
    s3.close();
  });
  const { EventBuses } = await client.send(new ListEventBusesCommand({}));
  expect(EventBuses?.map((found) => found.Name)).toEqual(["default", "fleet"]);
  const { Rules } = await client.send(new ListRulesCommand({ EventBusName: "fleet" }));
  expect(Rules).toMatchObject([{ Name: "errors", State: "ENABLED", EventPattern: JSON.stringify(pattern) }]);
  const described = await client.send(new DescribeRuleCommand({ Name: "errors", EventBusName: "fleet" }));
  expect(described.Arn).toBe(aRule().arn);
  const { Targets } = await client.send(new ListTargetsByRuleCommand({ Rule: "errors", EventBusName: "fleet" }));
  expect(Targets).toMatchObject([{ Id: "q", SqsParameters: { MessageGroupId: "g" }, InputPath: "$.detail" }]);
  const answer = await client.send(
    new PutEventsCommand({ Entries: [{ ...event, Time: new Date(0), Detail: '{"state":"ERROR"}' }] }),
  );
  expect(answer.FailedEntryCount).toBe(0);
  await untilHolds(() => expect(delivered).toEqual([{ target: "q", payload: '{"state":"ERROR"}' }]));
  await expect(client.send(new DescribeRuleCommand({ Name: "none" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});

it("delivers a share of its events late, or again, where it is told to", async () => {
  const answers = [true, false, false, true];
  const { bus, put, events } = aBus([aRule({ pattern: { source: ["wechat-fleet"] } })], {
    strays: () => answers.shift() ?? false,
  });
  await put({ ...event, Detail: '{"n":1}' }, { ...event, Detail: '{"n":2}' });
  await untilHolds(() => expect(bus.pending()).toBe(0));
  const numbers = events().map(({ detail }) => detail.n);
  expect(numbers.at(0)).toBe(2);
  expect(numbers).toHaveLength(3);
  expect(new Set(numbers)).toEqual(new Set([1, 2]));
});
