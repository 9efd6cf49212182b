import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { createApp } from "../../../infra/app.ts";
import { LOCAL_IDENTITY } from "../../../local/aws/identity.ts";
import { eventually, requestJson } from "../../support/http-json.ts";
import { aCloud, aSite } from "./a-cloud.ts";

const APP = "wx_demo_alpha";
const ARN = `arn:aws:sqs:${LOCAL_IDENTITY.region}:${LOCAL_IDENTITY.accountId}:crm.fifo`;
const TEXTS = Array.from({ length: 8 }, (_, index) => `第${index}条`);

const sentSchema = z.object({ calls: z.array(z.object({ body: z.looseObject({ content: z.string() }) })) });
const routedSchema = z.object({
  id: z.string(),
  type: z.string(),
  message: z.object({ text: z.string(), conversationId: z.string() }),
});
const webhooksSchema = z.object({
  calls: z.array(z.object({ path: z.string(), headers: z.record(z.string(), z.string()), body: routedSchema })),
});
const received = z.object({
  Messages: z.array(z.object({ Body: z.string(), ReceiptHandle: z.string() })).default([]),
});

describe("the routing hub", () => {
  const site = aSite();
  let cloud: Awaited<ReturnType<typeof aCloud>>;

  beforeAll(async () => {
    const functionsDir = resolve(import.meta.dirname, "../../../dist/functions");
    const context = { routingQueues: ARN };
    createApp({ functionsDir, outdir: site.cdkOutDir, context, templateRules: false }).synth();
    cloud = await aCloud(site);
    await cloud.aws("AmazonSQS.CreateQueue", { QueueName: "crm.fifo", Attributes: { FifoQueue: "true" } });
    const limits = { perSecond: 1000, burst: 1000, dailyCap: 100_000 };
    await cloud.api("PUT /api/settings", { gateway: limits });
    await requestJson("PUT", `${cloud.simulatorUrl}/sim/accounts/${APP}`, { body: {} });
    expect(await cloud.api("POST /api/accounts", { appId: APP, name: "小店", limits })).toMatchObject({ status: 201 });
    const rule = {
      id: "ask-crm",
      name: "ask",
      match: { type: "keyword", mode: "prefix", keywords: ["查询"] },
      actions: [{ type: "webhook", webhook: "echo", data: { said: "{{message.text}}" } }],
    };
    const draft = {
      webhooks: {
        echo: { url: `${cloud.simulatorUrl}/webhooks/echo` },
        crm: { url: `${cloud.simulatorUrl}/webhooks/crm` },
      },
      entries: [
        {
          id: "crm",
          name: "CRM",
          targets: [
            { type: "queue", arn: ARN },
            { type: "webhook", webhook: "crm" },
          ],
        },
      ],
    };
    expect(await cloud.api("PUT /api/routing", draft)).toMatchObject({ status: 200 });
    expect(await cloud.api("PUT /api/rules", { rules: [rule] })).toMatchObject({ status: 200 });
    await cloud.api("POST /api/routing/webhooks/crm/secret");
  });
  afterAll(async () => {
    await cloud.stop();
    site.remove();
  });

  const says = (from: string, text: string) =>
    requestJson("POST", `${cloud.simulatorUrl}/sim/messages`, { body: { appId: APP, from, text } });

  async function calls(path: string) {
    const { calls: all } = webhooksSchema.parse(
      (await requestJson("GET", `${cloud.simulatorUrl}/sim/webhooks`)).json(),
    );
    return all.filter((call) => call.path === path);
  }

  it("sends what a webhook of a rule answers, once, though the webhook failed first", async () => {
    await requestJson("POST", `${cloud.simulatorUrl}/sim/faults`, {
      body: { kind: "status", value: 503, match: { path: "/webhooks/echo" }, times: 1 },
    });
    await says("wxid_ann", "查询订单");
    const sent = await eventually("the answer", 30_000, async () => {
      const url = `${cloud.simulatorUrl}/sim/calls?path=/message/postText`;
      const found = sentSchema.parse((await requestJson("GET", url)).json()).calls;
      return found.length > 0 ? found : undefined;
    });
    expect(sent.map(({ body }) => body.content)).toEqual(["查询订单"]);
    expect((await calls("/webhooks/echo")).map(({ body }) => body.type)).toEqual(["RuleMatched"]);
  });

  it("delivers a conversation in order to a queue, and to a webhook whose secret proves it", async () => {
    for (const text of TEXTS) await says("wxid_bob", text);
    const bodies: z.output<typeof routedSchema>[] = [];
    await eventually("the queue's messages", 30_000, async () => {
      const QueueUrl = `${cloud.awsUrl}/${LOCAL_IDENTITY.accountId}/crm.fifo`;
      const answer = await cloud.aws("AmazonSQS.ReceiveMessage", { QueueUrl, MaxNumberOfMessages: 10 });
      for (const { Body, ReceiptHandle } of received.parse(answer).Messages) {
        bodies.push(routedSchema.parse(JSON.parse(Body)));
        await cloud.aws("AmazonSQS.DeleteMessage", { QueueUrl, ReceiptHandle });
      }
      return bodies.filter(({ message }) => message.conversationId === "wxid_bob").length >= TEXTS.length || undefined;
    });
    const toBob = bodies.filter(({ message }) => message.conversationId === "wxid_bob");
    expect(toBob.map(({ message }) => message.text)).toEqual(TEXTS);
    const posted = await eventually("the webhook's calls", 30_000, async () => {
      const found = (await calls("/webhooks/crm")).filter(({ body }) => body.message.conversationId === "wxid_bob");
      return found.length >= TEXTS.length ? found : undefined;
    });
    expect(posted.map(({ body }) => body.message.text)).toEqual(TEXTS);
    for (const { headers, body } of posted) {
      expect(headers["webhook-id"]).toBe(body.id);
      expect(headers["webhook-signature"]).toMatch(/^v1,\S{44} v1,\S{44}$/);
    }
  });
});
