import { type Message, ReceiveMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSqsBeats } from "../../../shared/accounts/adapters/sqs-beats.ts";
import { createSqsAccountTasks } from "../../../shared/accounts/adapters/sqs-tasks.ts";
import { createSqsAiQueue } from "../../../shared/ai/adapters/sqs-queue.ts";
import { createSqsAlertFlushes } from "../../../shared/alerts/adapters/sqs-flushes.ts";
import { createSqsBroadcastTasks } from "../../../shared/broadcasts/adapters/sqs-tasks.ts";
import { createSqsDirectoryQueue } from "../../../shared/directory/adapters/sqs-queue.ts";
import { createSqsInboundQueue } from "../../../shared/inbound/adapters/sqs-queue.ts";
import type { Log, Metrics } from "../../../shared/kernel/application/ports/runtime.ts";
import { createSqsOutboundQueue } from "../../../shared/outbound/adapters/sqs-outbound-queue.ts";
import { createSqsDeliveryQueue } from "../../../shared/routing/adapters/sqs-delivery-queue.ts";
import { createSqsTargetQueues } from "../../../shared/routing/adapters/sqs-target-queues.ts";
import { aDelivery } from "../../support/a-delivery.ts";
import { anAiTask } from "../../support/an-ai.ts";
import { aCommand, anEnvelope, anInboundText, NOON } from "../../support/builders.ts";
import { recordingObservability } from "../../support/recording-observability.ts";
import { type SqsBackend, startSqsBackend } from "../../support/sqs-backend.ts";

type Deps = { readonly client: SQSClient; readonly queueUrl: string; readonly metrics: Metrics; readonly log: Log };

/** Enough for two full calls of ten and a part of a third. */
const COUNT = 23;
const numbers = Array.from({ length: COUNT }, (_, index) => index);
/** So few that sending them takes less than their delay. */
const FEW = [0, 1, 2];
const clock = { now: () => NOON };

describe.each(["sdk", "light"] as const)("by the %s client", (by) => {
  let backend: SqsBackend;
  beforeAll(async () => {
    backend = await startSqsBackend(by);
  });
  afterAll(() => backend.stop());

  async function depsOf(kind: "fifo" | "standard"): Promise<Deps> {
    return { client: backend.client, queueUrl: await backend.freshQueue(kind), ...recordingObservability() };
  }

  /** Everything that the queue gives. What was received stays hidden, and so do later messages of its group. */
  async function receiveAll(queueUrl: string): Promise<Message[]> {
    const messages: Message[] = [];
    for (;;) {
      const input = { QueueUrl: queueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ["All" as const] };
      const { Messages = [] } = await backend.client.send(new ReceiveMessageCommand(input));
      if (Messages.length === 0) return messages;
      messages.push(...Messages);
    }
  }

  const bodiesOf = (messages: readonly Message[]) => messages.map(({ Body }) => JSON.parse(Body ?? ""));

  describe.each<[string, (deps: Deps) => Promise<unknown>, (n: number) => { body: object; group: string }]>([
    [
      "inbound messages",
      async (deps) => {
        const queue = createSqsInboundQueue(deps);
        for (const n of numbers)
          await queue.send(
            anEnvelope({ id: `e${n}`, message: anInboundText({ appId: `wx_${n}` }), dedupKey: `k${n}` }),
          );
      },
      (n) => ({ body: { id: `e${n}` }, group: `wx_${n}` }),
    ],
    [
      "commands",
      (deps) => createSqsOutboundQueue(deps).send(numbers.map((n) => aCommand({ id: `c${n}`, appId: `wx_${n}` }))),
      (n) => ({ body: { id: `c${n}` }, group: `wx_${n}` }),
    ],
    [
      "questions to the AI",
      (deps) =>
        createSqsAiQueue(deps).send(
          numbers.map((n) => anAiTask({ id: `ai_${n}`, appId: `wx_${n}`, conversationId: "wxid_b" })),
        ),
      (n) => ({ body: { id: `ai_${n}` }, group: `wx_${n}#wxid_b` }),
    ],
    [
      "deliveries",
      (deps) =>
        createSqsDeliveryQueue(deps).send(
          numbers.map((n) => aDelivery({ id: `dlv_${n}`, target: { type: "webhook", webhook: `hook-${n}` } })),
        ),
      (n) => ({ body: { routed: { id: `dlv_${n}` } }, group: expect.any(String) }),
    ],
  ])("%s", (_name, send, wanted) => {
    it("arrive whole, each in its group and once, though they are sent twice", async () => {
      const deps = await depsOf("fifo");
      await send(deps);
      await send(deps);
      const messages = await receiveAll(deps.queueUrl);
      expect(messages).toHaveLength(COUNT);
      for (const n of numbers) {
        const { body, group } = wanted(n);
        const found = messages.filter(({ Body }) => Body?.includes(`"${Object.values(idsIn(body))[0]}"`));
        expect(bodiesOf(found)).toMatchObject([body]);
        expect(found[0]?.Attributes).toMatchObject({ MessageGroupId: group });
      }
    });
  });

  /** The id that a body names, at any depth. */
  function idsIn(body: object): Record<string, string> {
    return Object.fromEntries(
      Object.entries(body).flatMap(([key, value]) =>
        typeof value === "object" ? Object.entries(idsIn(value)) : [[key, String(value)]],
      ),
    );
  }

  const check = (n: number) => ({ type: "check", appId: `wx_${n}`, by: "offline-callback" }) as const;
  const forget = (n: number) => ({ type: "forget-account", appId: `wx_${n}` }) as const;

  describe.each<
    [string, (deps: Deps, numbers: readonly number[], delaySeconds: number) => Promise<unknown>, (n: number) => object]
  >([
    [
      "tasks on accounts",
      async (deps, numbers, seconds) => {
        const tasks = createSqsAccountTasks(deps);
        for (const n of numbers) await tasks.add(check(n), seconds);
      },
      check,
    ],
    [
      "beats",
      (deps, numbers, seconds) =>
        createSqsBeats({ ...deps, clock }).add(
          numbers.map((n) => ({ appIds: [`wx_${n}`], dueAt: NOON + seconds * 1000 })),
        ),
      (n) => ({ appIds: [`wx_${n}`] }),
    ],
    [
      "tasks of the directory",
      (deps, numbers, delaySeconds) =>
        createSqsDirectoryQueue(deps).send(numbers.map((n) => ({ task: forget(n), delaySeconds }))),
      forget,
    ],
    [
      "steps of broadcasts",
      (deps, numbers, delaySeconds) =>
        createSqsBroadcastTasks(deps).add(
          numbers.map((n) => ({ task: { type: "run", runId: `run_${n}` }, delaySeconds })),
        ),
      (n) => ({ type: "run", runId: `run_${n}` }),
    ],
    [
      "flushes of alerts",
      async (deps, numbers, seconds) => {
        const flushes = createSqsAlertFlushes(deps);
        for (const n of numbers) await flushes.request(n, seconds);
      },
      (n) => ({ type: "flush", due: n }),
    ],
  ])("%s", (_name, send, wanted) => {
    it("arrive whole, after their delay and not before", async () => {
      const [now, later] = [await depsOf("standard"), await depsOf("standard")];
      await send(now, numbers, 0);
      expect(sorted(bodiesOf(await receiveAll(now.queueUrl)))).toMatchObject(sorted(numbers.map(wanted)));
      await send(later, FEW, 2);
      expect(await receiveAll(later.queueUrl)).toEqual([]);
      await backend.pass(3);
      expect(sorted(bodiesOf(await receiveAll(later.queueUrl)))).toMatchObject(sorted(FEW.map(wanted)));
    });
  });

  const sorted = (bodies: readonly object[]) =>
    bodies.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

  it("messages for the queues of others arrive by the queue's ARN", async () => {
    for (const kind of ["standard", "fifo"] as const) {
      const { client, queueUrl } = await depsOf(kind);
      const [name, account] = queueUrl.split("/").toReversed();
      const arn = `arn:aws:sqs:us-east-1:${account}:${name}`;
      await createSqsTargetQueues({ allowed: [arn], clientIn: () => client }).send(arn, {
        id: "dlv_1",
        group: "g",
        body: { text: "好" },
      });
      expect(bodiesOf(await receiveAll(queueUrl))).toEqual([{ text: "好" }]);
    }
  });
});
