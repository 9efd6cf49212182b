import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { EVENTS } from "../../../shared/names.ts";
import { eventually, requestJson } from "../../support/http-json.ts";
import { aCloud, aSite } from "./a-cloud.ts";

const robotMessages = z.object({ messages: z.array(z.object({ robot: z.string(), text: z.string() })) });
const published = z.object({ messages: z.array(z.object({ subject: z.string(), message: z.string() })) });
const usage = z.object({ rules: z.record(z.string(), z.number()) });
const queues = z.object({ QueueUrls: z.array(z.string()) });
const attributes = z.object({
  Attributes: z.object({
    ApproximateNumberOfMessages: z.literal("0"),
    ApproximateNumberOfMessagesNotVisible: z.literal("0"),
  }),
});
const buses = z.object({ EventBuses: z.array(z.object({ Name: z.string() })) });
const told = z.object({ alerts: z.array(z.object({ type: z.string(), sentTo: z.array(z.string()) })) });
const tested = z.object({ channels: z.array(z.object({ channel: z.string(), ok: z.boolean() })) });

/** Seconds that alerts wait for others: longer than it takes to make them, however slow that goes. */
const GATHER = 300;
const CHANNELS = ["dingtalk", "feishu", "sns", "wecom"];

describe("the notifier", () => {
  const site = aSite();
  let cloud: Awaited<ReturnType<typeof aCloud>>;

  beforeAll(async () => {
    cloud = await aCloud(site);
  });
  afterAll(async () => {
    await cloud.stop();
    site.remove();
  });

  async function texts(): Promise<Map<string, string[]>> {
    const robots = robotMessages.parse((await requestJson("GET", `${cloud.simulatorUrl}/sim/robots`)).json()).messages;
    const topic = published.parse((await requestJson("GET", `${cloud.url}/local/sns`)).json()).messages;
    const all = new Map<string, string[]>();
    for (const { robot, text } of [...robots, ...topic.map(({ message }) => ({ robot: "sns", text: message }))]) {
      all.set(robot, [...(all.get(robot) ?? []), text]);
    }
    return all;
  }

  async function drop(accounts: number): Promise<void> {
    const { EventBuses } = buses.parse(await cloud.aws("AWSEvents.ListEventBuses", {}));
    const EventBusName = EventBuses.find(({ Name }) => Name !== "default")?.Name;
    const entries = Array.from({ length: accounts }, (_, n) => ({
      EventBusName,
      Source: EVENTS.source,
      DetailType: EVENTS.accountStateChanged,
      Detail: JSON.stringify({ appId: `wx_${n}`, from: "ONLINE", to: "RECONNECTING", epoch: 1, at: cloud.clock.now() }),
    }));
    for (let start = 0; start < accounts; start += 10) {
      await cloud.aws("AWSEvents.PutEvents", { Entries: entries.slice(start, start + 10) });
    }
  }

  /** Waits until the notifier has taken in so many events. */
  async function taken(events: number): Promise<void> {
    const { QueueUrls } = queues.parse(await cloud.aws("AmazonSQS.ListQueues", {}));
    const QueueUrl = QueueUrls.find((url) => /AlertsLane(?!.*DeadLetter)/.test(url));
    const AttributeNames = ["All"];
    await eventually(`${events} events at the notifier`, 30_000, async () => {
      const { rules } = usage.parse((await requestJson("GET", `${cloud.url}/local/usage`)).json());
      const [, delivered = 0] = Object.entries(rules).find(([name]) => name.includes("AlertRulesEvents")) ?? [];
      const left = await cloud.aws("AmazonSQS.GetQueueAttributes", { QueueUrl, AttributeNames });
      return delivered >= events && attributes.safeParse(left).success ? true : undefined;
    });
  }

  it("makes one message a robot and one of the topic of fifty accounts that drop at once", async () => {
    const settings = { alerts: { gatherSeconds: GATHER } };
    expect((await cloud.api("PUT /api/settings", settings)).status).toBe(200);
    await drop(50);
    await taken(50);
    cloud.clock.advance(GATHER);
    const list = await eventually("the alerts", 25_000, async () => {
      const found = told.parse((await cloud.api("GET /api/alerts?limit=100")).json()).alerts;
      return found.length === 50 ? found : undefined;
    });
    for (const { type, sentTo } of list) expect([type, ...sentTo.toSorted()]).toEqual(["account-offline", ...CHANNELS]);
    const all = await texts();
    expect([...all.keys()].sort()).toEqual(CHANNELS);
    for (const [, messages] of all) expect(messages).toEqual([expect.stringContaining("50 个账号掉线")]);
  });

  it("lets an admin try every channel", async () => {
    const { channels } = tested.parse((await cloud.api("POST /api/alerts/test")).json());
    expect(channels.map(({ channel, ok }) => [channel, ok]).sort()).toEqual(CHANNELS.map((name) => [name, true]));
    for (const [, messages] of await texts()) expect(messages.at(-1)).toContain("测试告警");
  });
});
