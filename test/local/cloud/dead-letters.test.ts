import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { eventually, requestJson } from "../../support/http-json.ts";
import { aCloud, aSite } from "./a-cloud.ts";

const APP = "wx_demo_alpha";
const FIFO = ["inbound", "ai", "deliveries", "outboundLive", "outboundBulk"];

const letters = z.object({
  deadLetters: z.array(
    z.looseObject({ id: z.string(), lane: z.string(), reasonCode: z.string(), failures: z.number() }),
  ),
});
const sent = z.object({ calls: z.array(z.object({ body: z.looseObject({ content: z.string() }) })) });
const alerts = z.object({ alerts: z.array(z.looseObject({ type: z.string(), subject: z.string() })) });
const urls = z.object({ QueueUrls: z.array(z.string()) });

describe("a record that cannot be read", () => {
  const site = aSite();
  let cloud: Awaited<ReturnType<typeof aCloud>>;

  beforeAll(async () => {
    cloud = await aCloud(site);
    const limits = { perSecond: 1000, burst: 1000, dailyCap: 100_000 };
    await cloud.api("PUT /api/settings", { gateway: limits });
    await requestJson("PUT", `${cloud.simulatorUrl}/sim/accounts/${APP}`, { body: {} });
    await cloud.api("POST /api/accounts", { appId: APP, name: "小店", limits });
    const rule = {
      id: "echo",
      name: "echo",
      match: { type: "keyword", mode: "prefix", keywords: ["第"] },
      actions: [{ type: "reply", text: "{{message.text}}" }],
    };
    expect(await cloud.api("PUT /api/rules", { rules: [rule] })).toMatchObject({ status: 200 });
  });
  afterAll(async () => {
    await cloud.stop();
    site.remove();
  });

  async function queueUrl(name: string): Promise<string> {
    const { QueueUrls } = urls.parse(await cloud.aws("AmazonSQS.ListQueues", {}));
    const found = QueueUrls.find((url) => url.includes(name));
    if (!found) throw new Error(`there is no queue ${name}`);
    return found;
  }

  /** Puts a body that no schema reads on a FIFO lane, in the account's group. */
  async function poison(lane: string, body: string): Promise<void> {
    const QueueUrl = await queueUrl(`${lane.charAt(0).toUpperCase()}${lane.slice(1)}LaneQueue`);
    const ids = { MessageGroupId: APP, MessageDeduplicationId: `${lane}-${body.length}` };
    await cloud.aws("AmazonSQS.SendMessage", { QueueUrl, MessageBody: body, ...ids });
  }

  const message = (text: string) =>
    requestJson("POST", `${cloud.simulatorUrl}/sim/messages`, { body: { appId: APP, from: "wxid_customer", text } });
  const listed = async (query = "") =>
    letters.parse((await cloud.api(`GET /api/dead-letters${query}`)).json()).deadLetters;
  const answers = async () => {
    const path = `/sim/calls?path=/message/postText&appId=${APP}`;
    const { calls } = sent.parse((await requestJson("GET", cloud.simulatorUrl + path)).json());
    return calls.map(({ body }) => body.content);
  };

  it("between nine good ones keeps none of them, and is in the list with its body", async () => {
    const texts = Array.from({ length: 9 }, (_, n) => `第${n}条`);
    for (const text of texts.slice(0, 4)) await message(text);
    await poison("inbound", "{你好");
    for (const text of texts.slice(4)) await message(text);
    // One visibility time of the lane is 180 s.
    await eventually("nine answers", 60_000, async () => ((await answers()).length === 9 ? true : undefined));
    expect(await answers()).toEqual(texts);
    const [letter, ...others] = await listed("?lane=inbound");
    expect([letter, others]).toMatchObject([{ reasonCode: "unreadable", failures: 1, group: APP }, []]);
    const read = await cloud.api(`GET /api/dead-letters/${letter?.id}`);
    expect(read.json()).toMatchObject({ id: letter?.id, body: "{你好" });
  });

  it("is set aside in each FIFO lane, and operators are told", async () => {
    for (const lane of FIFO.slice(1)) await poison(lane, "{");
    await eventually("rows", 60_000, async () => ((await listed()).length === FIFO.length ? true : undefined));
    expect((await listed()).map(({ lane }) => lane).toSorted()).toEqual(FIFO.toSorted());
    const subjects = await eventually("alerts", 90_000, async () => {
      const told = alerts.parse((await cloud.api("GET /api/alerts")).json()).alerts;
      const dead = told.filter(({ type }) => type === "message-dead").map(({ subject }) => subject);
      return dead.length >= FIFO.length ? dead : undefined;
    });
    expect(subjects.toSorted()).toEqual(FIFO.map((lane) => `${lane} ${APP}`).toSorted());
  });

  it("goes back to its lane when an operator says so, and comes again where it is still unreadable", async () => {
    const [{ id } = { id: "" }] = await listed("?lane=ai");
    expect(await cloud.api(`POST /api/dead-letters/${id}/redrive`)).toMatchObject({ status: 202 });
    // The allowance of the minute is used up: it waits, until the time of setting aside comes again.
    await requestJson("POST", `${cloud.url}/local/clock`, { body: { advance: 301 } });
    await eventually("the second failure", 90_000, async () => {
      const [letter] = await listed("?lane=ai");
      if (letter?.failures === 2) return true;
      await requestJson("POST", `${cloud.url}/local/clock`, { body: { advance: 400 } });
      return undefined;
    });
    expect(await cloud.api(`POST /api/dead-letters/${id}/discard`)).toMatchObject({ status: 200 });
    expect(await listed("?lane=ai")).toEqual([]);
  });

  it("that lies in a dead-letter queue is a row within a minute", async () => {
    const body = JSON.stringify({
      requestContext: {
        functionArn: "arn:aws:lambda:us-east-1:1:function:fleet-SpoolDrain:$LATEST",
        condition: "RetriesExhausted",
      },
      responsePayload: { errorMessage: "the table is away" },
    });
    await cloud.aws("AmazonSQS.SendMessage", { QueueUrl: await queueUrl("FailuresQueue"), MessageBody: body });
    await requestJson("POST", `${cloud.url}/local/clock`, { body: { advance: 60 } });
    const [letter] = await eventually("the row", 60_000, async () => {
      const rows = await listed("?lane=failures");
      return rows.length > 0 ? rows : undefined;
    });
    expect(letter).toMatchObject({
      reasonCode: "run-failed",
      reason: expect.stringContaining("the table is away"),
      redrivable: false,
    });
    expect(await cloud.api(`POST /api/dead-letters/${letter?.id}/redrive`)).toMatchObject({ status: 409 });
  });
});
