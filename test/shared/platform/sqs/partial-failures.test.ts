import { SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, it, vi } from "vitest";
import { createSqsAiQueue } from "../../../../shared/ai/adapters/sqs-queue.ts";
import { createSqsOutboundQueue } from "../../../../shared/outbound/adapters/sqs-outbound-queue.ts";
import { createVisibilityChanger } from "../../../../shared/outbound/adapters/sqs-visibility.ts";
import { anAiTask } from "../../../support/an-ai.ts";
import { aCommand } from "../../../support/builders.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";

/** SQS that answers the batch calls in turn, or fails with the error that stands in an answer's place. */
function aQueue(answers: readonly object[]) {
  const client = new SQSClient({ region: "us-east-1" });
  const { log, lines } = recordingObservability();
  let calls = 0;
  const send = vi.spyOn(client, "send").mockImplementation(async () => {
    const answer = answers[calls++] ?? {};
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return { deps: { client, queueUrl: "http://127.0.0.1:1/q", log }, send, lines };
}
const commands = (count: number, appId = "wx_a") =>
  Array.from({ length: count }, (_, index) => aCommand({ id: `${appId}-${index}`, appId }));
const failed = (...ids: number[]) => ({ Failed: ids.map((id) => ({ Id: String(id), Code: "InternalError" })) });

describe("a batch that SQS takes in part", () => {
  it("counts the refused command and every later one of its account as not accepted", async () => {
    const { deps } = aQueue([failed(1)]);
    const refused = await createSqsOutboundQueue(deps).send([...commands(3), ...commands(1, "wx_b")]);
    expect([...refused]).toEqual(["wx_a-1", "wx_a-2"]);
  });

  it("keeps later commands of that account off the queue, and sends those of others", async () => {
    const { deps, send } = aQueue([failed(9)]);
    const refused = await createSqsOutboundQueue(deps).send([...commands(12), ...commands(1, "wx_b")]);
    expect([...refused]).toEqual(["wx_a-9", "wx_a-10", "wx_a-11"]);
    expect(send.mock.calls[1]?.[0].input).toMatchObject({ Entries: [{ MessageGroupId: "wx_b" }] });
  });

  it("makes no call where nothing of it may be sent any more", async () => {
    const { deps, send } = aQueue([failed(0)]);
    const refused = await createSqsOutboundQueue(deps).send(commands(25));
    expect(refused.size).toBe(25);
    expect(send).toHaveBeenCalledTimes(1);
  });

  it("refuses the commands of a call that failed, and sends those of accounts that are not in it", async () => {
    const { deps, send, lines } = aQueue([new Error("SQS is away"), {}]);
    const refused = await createSqsOutboundQueue(deps).send([...commands(11), ...commands(2, "wx_b")]);
    expect([...refused]).toEqual(commands(11).map(({ id }) => id));
    expect(send.mock.calls[1]?.[0].input).toMatchObject({
      Entries: [{ MessageGroupId: "wx_b" }, { MessageGroupId: "wx_b" }],
    });
    expect(lines).toMatchObject([{ level: "error", fields: { messages: 10, error: "Error: SQS is away" } }]);
  });

  it("is not confused by an id that it did not give", async () => {
    const { deps } = aQueue([failed(77)]);
    expect((await createSqsOutboundQueue(deps).send(commands(2))).size).toBe(0);
  });
});

it("counts the messages whose visibility SQS did not change", async () => {
  const { deps } = aQueue([failed(0, 3), {}]);
  const changes = Array.from({ length: 11 }, (_, index) => ({ receiptHandle: `r${index}`, seconds: 5 }));
  expect(await createVisibilityChanger(deps)(changes)).toBe(2);
});

describe("questions to the AI", () => {
  const tasks = Array.from({ length: 12 }, (_, n) =>
    anAiTask({ id: `ai_${String(n).padStart(32, "0")}`, conversationId: n % 2 ? "1@chatroom" : "奇怪的 id" }),
  );

  it("go ten a call, each in its conversation's group and under its own id", async () => {
    const { deps, send } = aQueue([]);
    expect(await createSqsAiQueue(deps).send(tasks)).toEqual(new Set());
    expect(send).toHaveBeenCalledTimes(2);
    expect(send.mock.calls[1]?.[0].input).toMatchObject({
      Entries: [
        { MessageGroupId: expect.stringMatching(/^ai#[0-9a-f]{64}$/), MessageDeduplicationId: tasks[10]?.id },
        { MessageGroupId: "wx_app_1#1@chatroom", MessageBody: JSON.stringify(tasks[11]) },
      ],
    });
    expect(await createSqsAiQueue(deps).send([])).toEqual(new Set());
    expect(send).toHaveBeenCalledTimes(2);
  });

  it("are told apart where SQS takes some of a call, or the call fails", async () => {
    const { deps, lines } = aQueue([failed(3), new Error("SQS is away")]);
    const refused = await createSqsAiQueue(deps).send(tasks);
    expect([...refused]).toEqual([tasks[3]?.id, tasks[10]?.id, tasks[11]?.id]);
    expect(lines).toMatchObject([{ level: "error", fields: { tasks: 2 } }]);
  });
});
