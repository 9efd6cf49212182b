import { expect, it, onTestFinished, vi } from "vitest";
import type { Rule, RuleTarget } from "../../../local/events/rules/rule.ts";
import { createEventDelivery } from "../../../local/lambda/event-delivery.ts";
import { createSqsEngine } from "../../../local/sqs/engine.ts";
import type { FunctionModel, QueueModel } from "../../../local/template/model.ts";
import { heldClock } from "../../support/held-clock.ts";

const arnOf = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const aQueue = (name: string): QueueModel => ({ name, arn: arnOf(name), url: `http://q/${name}`, attributes: {} });
const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:drain";
const target: RuleTarget = { id: "drain", arn: FUNCTION, deadLetterArn: arnOf("failures") };

/** A delivery to a function that answers with `errors`, one after the other, and then well. */
function aDelivery(errors: readonly string[], isStopping = false) {
  const quiet = vi.spyOn(console, "error").mockImplementation(() => {});
  onTestFinished(() => quiet.mockRestore());
  const engine = createSqsEngine({ path: ":memory:", clock: heldClock() });
  onTestFinished(() => engine.close());
  const queues = [aQueue("work"), aQueue("failures")];
  for (const { name } of queues) engine.createQueue(name, {});
  const left = [...errors];
  const model = { name: "drain", arn: FUNCTION, asyncRetries: 2, onFailureArn: arnOf("failures") } as FunctionModel;
  const pool = {
    model,
    async invoke() {
      const errorMessage = left.shift();
      if (errorMessage === undefined) return { kind: "ok", payload: null, durationMs: 1 };
      return { kind: "error", error: { errorType: "Error", errorMessage }, durationMs: 1 };
    },
  };
  const functions = { pool: () => pool, isStopping: () => isStopping } as unknown as Parameters<
    typeof createEventDelivery
  >[0]["functions"];
  const { deliver, abandon } = createEventDelivery({ functions, queues, engine });
  const received = async (name: string) => engine.receiveMessages(name, { max: 10, waitSeconds: 0 });
  return { deliver, abandon, received, quiet };
}

it("keeps the event of a function that failed three times, with the last error", async () => {
  const { deliver, received } = aDelivery(["first", "second", "third"]);
  const payload = JSON.stringify({ shard: 3 });
  await expect(deliver(target, payload)).rejects.toThrow("first");
  await expect(deliver(target, payload)).rejects.toThrow("second");
  await deliver(target, payload);
  const [message, more] = await received("failures");
  expect(more).toBeUndefined();
  expect(JSON.parse(message?.Body ?? "")).toMatchObject({
    version: "1.0",
    requestContext: { functionArn: `${FUNCTION}:$LATEST`, condition: "RetriesExhausted", approximateInvokeCount: 3 },
    requestPayload: { shard: 3 },
    responsePayload: { errorMessage: "third" },
  });
});

it("keeps nothing of a function that took the event at its second try", async () => {
  const { deliver, received } = aDelivery(["first"]);
  await expect(deliver(target, "{}")).rejects.toThrow("first");
  await deliver(target, "{}");
  expect(await received("failures")).toEqual([]);
});

it("leaves the event of a function that the end of the embedded cloud cut off to the next start, and prints nothing", async () => {
  const { deliver, received, quiet } = aDelivery(["killed", "killed", "killed"], true);
  for (let tries = 0; tries < 3; tries++) await expect(deliver(target, "{}")).rejects.toThrow("drain was cut off");
  expect(await received("failures")).toEqual([]);
  expect(quiet).not.toHaveBeenCalled();
});

it("keeps an undelivered event with its rule, its target and the reason", async () => {
  const { abandon, received } = aDelivery([]);
  abandon({
    rule: { arn: "arn:rule" } as Rule,
    target,
    event: '{"detail":1}',
    retries: 185,
    condition: "MaximumRetryAttempts",
    error: new Error("drain is throttled"),
  });
  const [message] = await received("failures");
  expect(message?.Body).toBe('{"detail":1}');
  expect(message?.MessageAttributes).toMatchObject({
    RULE_ARN: { StringValue: "arn:rule" },
    TARGET_ARN: { StringValue: FUNCTION },
    ERROR_MESSAGE: { StringValue: "Error: drain is throttled" },
    EXHAUSTED_RETRY_CONDITION: { StringValue: "MaximumRetryAttempts" },
    RETRY_ATTEMPTS: { StringValue: "185" },
  });
});

it("delivers to a queue that the template does not have, and lives with a dead-letter queue that is not there", async () => {
  const { deliver, abandon, quiet } = aDelivery([]);
  const missing = { id: "q", arn: arnOf("gone"), deadLetterArn: arnOf("gone-too") };
  await expect(deliver(missing, "{}")).rejects.toMatchObject({ code: "QueueDoesNotExist" });
  const error = new Error("gone");
  const given = { target: missing, event: "{}", retries: 1, condition: "MaximumRetryAttempts", error } as const;
  abandon({ ...given, rule: { arn: "arn:rule" } as Rule });
  expect(quiet).toHaveBeenCalledWith(expect.stringContaining("gone-too did not take it"), expect.anything());
});
