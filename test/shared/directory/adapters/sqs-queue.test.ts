import { SQSClient } from "@aws-sdk/client-sqs";
import { expect, it, vi } from "vitest";
import { createSqsDirectoryQueue } from "../../../../shared/directory/adapters/sqs-queue.ts";
import type { DelayedTask } from "../../../../shared/directory/domain/task.ts";

const tasks = (count: number): DelayedTask[] =>
  Array.from({ length: count }, (_, index) => ({
    task: { type: "forget-account", appId: `wx_${index}` },
    delaySeconds: index,
  }));

function setUp(answers: readonly object[]) {
  const client = new SQSClient({ region: "us-east-1" });
  let calls = 0;
  const send = vi.spyOn(client, "send").mockImplementation(async () => {
    const answer = answers[calls++] ?? {};
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return { send, queue: createSqsDirectoryQueue({ client, queueUrl: "http://127.0.0.1:1/q" }) };
}

it("sends ten tasks a call, each with its delay", async () => {
  const { send, queue } = setUp([]);
  await queue.send(tasks(12));
  expect(send).toHaveBeenCalledTimes(2);
  expect(send.mock.calls[1]?.[0].input).toMatchObject({
    Entries: [
      { MessageBody: '{"type":"forget-account","appId":"wx_10"}', DelaySeconds: 10 },
      { MessageBody: '{"type":"forget-account","appId":"wx_11"}', DelaySeconds: 11 },
    ],
  });
  await queue.send([]);
  expect(send).toHaveBeenCalledTimes(2);
});

it.each([
  ["a call that fails", new Error("SQS is away")],
  ["a task that is refused", { Failed: [{ Id: "0", Code: "InternalError", Message: "no" }] }],
])("is unavailable for %s", async (_what, answer) => {
  await expect(setUp([answer]).queue.send(tasks(2))).rejects.toMatchObject({ code: "unavailable", retryable: true });
});
