import { expect, it } from "vitest";
import * as z from "zod";
import { EVENTS } from "../../../shared/names.ts";
import { eventually, requestJson } from "../../support/http-json.ts";
import { aCloud, aSite } from "./a-cloud.ts";

const AUTHORIZATION = "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/scheduler/aws4_request, Signature=local";
const RoleArn = "arn:aws:iam::000000000000:role/schedules";
const buses = z.object({ EventBuses: z.array(z.object({ Name: z.string(), Arn: z.string() })) });
const usage = z.object({ rules: z.record(z.string(), z.number()) });
const rules = z.object({ Rules: z.array(z.object({ Name: z.string() })) });
const received = z.object({ Messages: z.array(z.object({ Body: z.string() })).default([]) });
const schedules = z.object({ Schedules: z.array(z.object({ Name: z.string() })) });

it("runs schedules that a caller made, also after a restart, on the bus and into a queue", async () => {
  const site = aSite();
  const scheduler = (awsUrl: string, method: string, path: string, body?: object) =>
    requestJson(method, awsUrl + path, { headers: { authorization: AUTHORIZATION }, ...(body && { body }) });
  const runsOf = async (url: string, rule: string) =>
    usage.parse((await requestJson("GET", `${url}/local/usage`)).json()).rules[rule] ?? Number.NaN;

  const first = await aCloud(site);
  const { EventBuses } = buses.parse(await first.aws("AWSEvents.ListEventBuses", {}));
  const bus = EventBuses.find(({ Name }) => Name !== "default")?.Arn ?? "";
  const { Rules } = rules.parse(await first.aws("AWSEvents.ListRules", { EventBusName: bus }));
  const rule = Rules.find(({ Name }) => Name.includes("SpoolDrain"))?.Name ?? "";
  await first.aws("AmazonSQS.CreateQueue", { QueueName: "by-schedule" });
  const daily = { ScheduleExpression: "rate(1 day)", FlexibleTimeWindow: { Mode: "OFF" } };
  const EventBridgeParameters = { Source: EVENTS.source, DetailType: EVENTS.spoolOpened };
  const StartDate = first.clock.now() / 1000 + 3600;
  const ofBus = { ...daily, StartDate, Target: { Arn: bus, RoleArn, Input: "{}", EventBridgeParameters } };
  const queueArn = "arn:aws:sqs:us-east-1:000000000000:by-schedule";
  const ofQueue = { ...daily, StartDate, Target: { Arn: queueArn, RoleArn, Input: "good morning" } };
  expect(await scheduler(first.awsUrl, "POST", "/schedules/bus", ofBus)).toMatchObject({ status: 200 });
  expect(await scheduler(first.awsUrl, "POST", "/schedules/queue", ofQueue)).toMatchObject({ status: 200 });
  const again = await scheduler(first.awsUrl, "POST", "/schedules/queue", ofQueue);
  expect([again.status, again.text]).toEqual([409, '{"Message":"Schedule queue already exists."}']);
  await first.stop();

  await using cloud = await aCloud(site);
  const listed = schedules.parse((await scheduler(cloud.awsUrl, "GET", "/schedules?ScheduleGroup=default")).json());
  expect(listed.Schedules.map(({ Name }) => Name)).toEqual(["bus", "queue"]);
  const before = await runsOf(cloud.url, rule);
  cloud.clock.advance(3600);
  await eventually("a message of the schedule", 60_000, async () => {
    const QueueUrl = `${cloud.awsUrl}/000000000000/by-schedule`;
    const { Messages } = received.parse(await cloud.aws("AmazonSQS.ReceiveMessage", { QueueUrl }));
    return Messages.some(({ Body }) => Body === "good morning") || undefined;
  });
  await eventually(
    "a run by the event",
    60_000,
    async () => (await runsOf(cloud.url, rule)) === before + 1 || undefined,
  );
  const gone = await scheduler(cloud.awsUrl, "DELETE", "/schedules/bus?groupName=default");
  expect([gone.status, gone.text]).toEqual([200, "{}"]);
  expect(await scheduler(cloud.awsUrl, "GET", "/schedules/bus")).toMatchObject({ status: 404 });
});
