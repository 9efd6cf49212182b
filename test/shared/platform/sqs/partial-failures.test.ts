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
  const observed = recordingObservability();
  let calls = 0;
  const send = vi.spyOn(client, "send").mockImplementation(async () => {
    const answer = answers[calls++] ?? {};
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return { deps: { client, queueUrl: "http://127.0.0.1:1/q", ...observed }, send, ...observed };
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
    const { deps, send } = aQueue([failed(7)]);
    const refused = await createSqsOutboundQueue(deps).send([...commands(12), ...commands(3, "wx_b")]);
    expect([...refused]).toEqual(Array.from({ length: 7 }, (_, index) => `wx_a-${index + 5}`));
    expect(send).toHaveBeenCalledTimes(2);
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
    const accounts = Array.from({ length: 12 }, (_, index) => `wx_${index}`);
    const refused = await createSqsOutboundQueue(deps).send(accounts.flatMap((appId) => commands(1, appId)));
    expect([...refused]).toEqual(accounts.slice(0, 10).map((appId) => `${appId}-0`));
    expect(send.mock.calls[1]?.[0].input).toMatchObject({
      Entries: [{ MessageGroupId: "wx_10" }, { MessageGroupId: "wx_11" }],
    });
    expect(lines).toMatchObject([{ level: "error", fields: { messages: 10, error: "Error: SQS is away" } }]);
  });

  it("is told by the ids of what was refused and of what went before it, in the group where that happened", async () => {
    const { deps, counts, lines } = aQueue([failed(1, 3)]);
    await createSqsOutboundQueue(deps).send([...commands(3), ...commands(1, "wx_b")]);
    expect(counts.get("GroupReordered")).toBe(1);
    expect(lines).toMatchObject([
      { level: "error", fields: { refused: ["wx_a-1", "wx_b-0"], error: "AppError: InternalError" } },
      { level: "error", fields: { group: "wx_a", refused: ["wx_a-1"], overtaking: ["wx_a-2"] } },
    ]);
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

  it("go ten a call at most, each in its conversation's group and under its own id", async () => {
    const { deps, send } = aQueue([]);
    expect(await createSqsAiQueue(deps).send(tasks)).toEqual(new Set());
    expect(send).toHaveBeenCalledTimes(2);
    const { Entries } = Object(send.mock.calls[1]?.[0].input);
    expect(Entries).toHaveLength(6);
    expect(Entries.slice(0, 2)).toMatchObject([
      { MessageGroupId: expect.stringMatching(/^ai#[0-9a-f]{64}$/), MessageDeduplicationId: tasks[6]?.id },
      { MessageGroupId: "wx_app_1#1@chatroom", MessageBody: JSON.stringify(tasks[7]) },
    ]);
    expect(await createSqsAiQueue(deps).send([])).toEqual(new Set());
    expect(send).toHaveBeenCalledTimes(2);
  });

  it("wait behind a refused one of their conversation, and those of a call that fails come again", async () => {
    const { deps, send, lines } = aQueue([failed(1), new Error("SQS is away")]);
    const refused = await createSqsAiQueue(deps).send(tasks);
    expect(Object(send.mock.calls[1]?.[0].input).Entries).toHaveLength(3);
    const accepted = tasks.filter(({ id }) => !refused.has(id));
    expect(accepted).toEqual([tasks[0], tasks[2], tasks[4]]);
    expect(lines.at(-1)).toMatchObject({ level: "error", fields: { messages: 3 } });
  });
});
