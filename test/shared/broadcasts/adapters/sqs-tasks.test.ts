import { SQSClient } from "@aws-sdk/client-sqs";
import { expect, it, vi } from "vitest";
import { createSqsBroadcastTasks } from "../../../../shared/broadcasts/adapters/sqs-tasks.ts";

it("puts each task on the queue with its delay, and throws where one is refused", async () => {
  const client = new SQSClient({ region: "us-east-1" });
  const refused = { Failed: [{ Id: "0", Code: "InternalError" }] };
  const send = vi.spyOn(client, "send").mockImplementation(async () => (send.mock.calls.length === 1 ? {} : refused));
  const tasks = createSqsBroadcastTasks({ client, queueUrl: "http://127.0.0.1:1/q" });
  await tasks.add([{ task: { type: "run", runId: "run_1" }, delaySeconds: 5 }]);
  expect(send.mock.calls[0]?.[0].input).toMatchObject({
    Entries: [{ MessageBody: '{"type":"run","runId":"run_1"}', DelaySeconds: 5 }],
  });
  await expect(tasks.add([{ task: { type: "run", runId: "run_1" }, delaySeconds: 5 }])).rejects.toMatchObject({
    code: "unavailable",
    message: "the queue of broadcasts did not accept all tasks",
  });
});
