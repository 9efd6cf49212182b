import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { afterEach, describe, expect, it } from "vitest";
import { createEventBridgeEvents } from "../../../../shared/adapters/eventbridge/events.ts";
import { createLazyEvents } from "../../../../shared/adapters/eventbridge/lazy-events.ts";
import { type AwsEndpoint, startAwsEndpoint } from "../../../support/aws-endpoint.ts";

let endpoint: AwsEndpoint | undefined;

afterEach(async () => {
  await endpoint?.close();
  endpoint = undefined;
});

async function busThatAnswers(answer: (entries: unknown[]) => object) {
  const calls: unknown[][] = [];
  endpoint = await startAwsEndpoint(() => [
    {
      targetPrefix: "AWSEvents",
      contentType: "application/x-amz-json-1.1",
      handle: async (_action, input) => {
        const entries = Array.isArray(input.Entries) ? input.Entries : [];
        calls.push(entries);
        return answer(entries);
      },
    },
  ]);
  const client = new EventBridgeClient({
    endpoint: endpoint.url,
    region: "us-east-1",
    credentials: { accessKeyId: "x", secretAccessKey: "x" },
  });
  return { calls, events: createEventBridgeEvents({ client, busName: "fleet" }) };
}

const taken = (entries: unknown[]) => ({ FailedEntryCount: 0, Entries: entries.map(() => ({ EventId: "1" })) });

describe("the event bus", () => {
  it("gets events under the fleet's source, ten a call", async () => {
    const { calls, events } = await busThatAnswers(taken);
    await events.publish(Array.from({ length: 12 }, (_, n) => ({ type: "AccountStateChanged", detail: { n } })));
    expect(calls.map((entries) => entries.length)).toEqual([10, 2]);
    expect(calls[0]?.[0]).toMatchObject({
      EventBusName: "fleet",
      Source: "wechat-fleet",
      DetailType: "AccountStateChanged",
      Detail: '{"n":0}',
    });
  });

  it("is not called for nothing", async () => {
    const { calls, events } = await busThatAnswers(taken);
    await events.publish([]);
    expect(calls).toEqual([]);
  });

  it("does not swallow an entry that was refused", async () => {
    const { events } = await busThatAnswers(() => ({
      FailedEntryCount: 1,
      Entries: [{ EventId: "1" }, { ErrorCode: "ThrottlingException", ErrorMessage: "too fast" }],
    }));
    const published = events.publish([
      { type: "A", detail: {} },
      { type: "B", detail: {} },
    ]);
    await expect(published).rejects.toMatchObject({ code: "unavailable", retryable: true, message: /too fast/ });
  });

  it("says that the bus did not answer, and loads its client only when there is an event", async () => {
    const events = createLazyEvents({
      busName: "fleet",
      client: {
        endpoint: "http://127.0.0.1:1",
        region: "us-east-1",
        credentials: { accessKeyId: "x", secretAccessKey: "x" },
        maxAttempts: 1,
      },
    });
    await expect(events.publish([{ type: "A", detail: {} }])).rejects.toMatchObject({
      code: "unavailable",
      retryable: true,
    });
  });

  it("does not swallow a refusal without a reason", async () => {
    const { events } = await busThatAnswers(() => ({ FailedEntryCount: 1 }));
    await expect(events.publish([{ type: "A", detail: {} }])).rejects.toThrow(/no reason/);
  });
});
