import { expect, it, vi } from "vitest";
import { createAnswerAiTask } from "../../../shared/ai/application/answer-task.ts";
import { LLM } from "../../../shared/ai/application/ask-ai.ts";
import { aiTaskOf } from "../../../shared/ai/domain/task.ts";
import { createCircuitBreaker, PLAIN_RULE } from "../../../shared/kernel/application/circuit-breaker.ts";
import { aReply } from "../../support/an-ai.ts";
import { aDecision, anInboundText, NOON } from "../../support/builders.ts";
import { fakeClock } from "../../support/fake-clock.ts";
import { recordingObservability } from "../../support/recording-observability.ts";
import { recordingEvents, recordingOutboundQueue } from "../../support/recording-ports.ts";
import { dynamoStorage } from "../../support/storage.ts";
import { onEveryDynamo } from "./every-storage.ts";

onEveryDynamo("the calls of an answer", (backend) => {
  it("are two queries, a read and three updates, and one call of the queue", async () => {
    const storage = await dynamoStorage(backend());
    const clock = fakeClock();
    const observed = recordingObservability();
    const outbound = recordingOutboundQueue();
    const answer = createAnswerAiTask({
      ...observed,
      clock,
      outbound,
      breaker: createCircuitBreaker({
        ...observed,
        circuits: storage.circuits,
        clock,
        rule: PLAIN_RULE,
        kind: "upstream",
        upstream: LLM,
      }),
      timeoutMs: 30_000,
      journal: storage.aiJournal,
      settings: storage.aiSettings,
      budgets: storage.aiBudgets,
      fallbacks: storage.aiFallbacks,
      conversations: storage.conversations,
      events: recordingEvents(),
      llm: { complete: async () => aReply("九点") },
      moderate: async () => ({ verdict: "allow" }),
      names: { inGroup: async () => new Map() },
    });
    const tasks = [1, 2].map((n) => ({ n, message: anInboundText({ newMsgId: String(n), sentAt: NOON + n * 1000 }) }));
    for (const { n, message } of tasks) {
      const envelopeId = `env-${n}`;
      const task = aiTaskOf({}, { envelopeId, message }, "ask", NOON);
      if (!task) throw new Error("the message has words");
      const decision = aDecision({ commands: [], aiTask: task });
      await storage.journal.record({ envelopeId, dedupKey: String(n), receivedAt: NOON, message, decision }, NOON);
      const send = vi.spyOn(backend().client, "send");
      await answer(task);
      const calls = send.mock.calls.map(([command]) => command.constructor.name.replace("Command", ""));
      send.mockRestore();
      // By then the settings and the circuit are cached.
      if (n === 2) expect(calls).toEqual(["Query", "UpdateItem", "UpdateItem", "Query", "GetItem", "UpdateItem"]);
    }
    expect(outbound.calls).toHaveLength(2);
  });
});
