import { SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, it, vi } from "vitest";
import { createSqsBeats } from "../../../../shared/accounts/adapters/sqs-beats.ts";
import { createSqsAccountTasks } from "../../../../shared/accounts/adapters/sqs-tasks.ts";
import { NOON } from "../../../support/builders.ts";

/** SQS that answers the calls in turn, or fails with the error that stands in an answer's place. */
function aQueue(answers: readonly object[] = []) {
  const client = new SQSClient({ region: "us-east-1" });
  let calls = 0;
  const send = vi.spyOn(client, "send").mockImplementation(async () => {
    const answer = answers[calls++] ?? {};
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return { deps: { client, queueUrl: "http://127.0.0.1:1/q", clock: { now: () => NOON } }, send };
}

const beat = (index: number, after = 1000) => ({ appIds: [`wx_${index}`], dueAt: NOON + after });
const many = (count: number) => Array.from({ length: count }, (_, index) => beat(index));

describe("beats", () => {
  it.each([
    [-5000, 0],
    [0, 0],
    [1, 1],
    [29_001, 30],
    [10_000_000, 900],
  ])("that are due in %s ms are delayed by %s s", async (after, seconds) => {
    const { deps, send } = aQueue();
    await createSqsBeats(deps).add([beat(1, after)]);
    expect(send.mock.calls[0]?.[0].input).toMatchObject({
      Entries: [{ Id: "0", DelaySeconds: seconds, MessageBody: JSON.stringify(beat(1, after)) }],
    });
  });

  it("go ten a call, and none goes where there are none", async () => {
    const { deps, send } = aQueue();
    await createSqsBeats(deps).add(many(21));
    expect(send).toHaveBeenCalledTimes(3);
    await createSqsBeats(deps).add([]);
    expect(send).toHaveBeenCalledTimes(3);
  });

  it("that were refused, one by one or with their call, are told after all calls were made", async () => {
    const { deps, send } = aQueue([{ Failed: [{ Id: "3" }] }, new Error("SQS is away"), {}]);
    await expect(createSqsBeats(deps).add(many(25))).rejects.toMatchObject({
      code: "unavailable",
      retryable: true,
      message: "the queue of beats refused 11 of 25",
    });
    expect(send).toHaveBeenCalledTimes(3);
  });
});

describe("a task on an account", () => {
  const task = { type: "check", appId: "wx_a", by: "offline-callback" } as const;

  it("goes with its delay", async () => {
    const { deps, send } = aQueue();
    await createSqsAccountTasks(deps).add(task, 16);
    expect(send.mock.calls[0]?.[0].input).toMatchObject({ MessageBody: JSON.stringify(task), DelaySeconds: 16 });
  });

  it("that is refused is told", async () => {
    const { deps } = aQueue([new Error("SQS is away")]);
    await expect(createSqsAccountTasks(deps).add(task, 0)).rejects.toMatchObject({
      code: "unavailable",
      retryable: true,
      details: { type: "check", appId: "wx_a" },
    });
  });
});
