import { createMemoryAiBudgets } from "../../shared/ai/adapters/memory-budgets.ts";
import { createMemoryAiFallbacks } from "../../shared/ai/adapters/memory-fallbacks.ts";
import { createMemoryAiSettings } from "../../shared/ai/adapters/memory-settings.ts";
import { createAnswerAiTask } from "../../shared/ai/application/answer-task.ts";
import { LLM } from "../../shared/ai/application/ask-ai.ts";
import type { Completion, CompletionRequest, Llm, Moderate } from "../../shared/ai/application/ports/ai.ts";
import { type AiSettings, DEFAULT_AI_SETTINGS } from "../../shared/ai/domain/settings.ts";
import { type AiTask, type AskAi, aiTaskOf } from "../../shared/ai/domain/task.ts";
import { createMemoryConversations } from "../../shared/conversations/adapters/memory-conversations.ts";
import { createMemoryAiJournal } from "../../shared/decisions/adapters/memory-ai-journal.ts";
import { createMemoryJournal } from "../../shared/decisions/adapters/memory-journal.ts";
import type { Names } from "../../shared/directory/application/ports/names.ts";
import { createCircuitBreaker, PLAIN_RULE } from "../../shared/kernel/application/circuit-breaker.ts";
import { createMemoryCircuits } from "../../shared/platform/memory/circuits.ts";
import { aDecision, anInboundText, NOON } from "./builders.ts";
import { fakeClock } from "./fake-clock.ts";
import type { crashAt } from "./faults.ts";
import { recordingObservability } from "./recording-observability.ts";
import { recordingEvents, recordingOutboundQueue } from "./recording-ports.ts";

type TextMessage = ReturnType<typeof anInboundText>;

export function anAiTask(changes: Partial<AiTask> = {}): AiTask {
  const task = aiTaskOf({}, { envelopeId: "env-1", message: anInboundText({ text: "几点开门？" }) }, "ask", NOON);
  if (!task) throw new Error("the message has words");
  return { ...task, ...changes };
}

export const aReply = (text: string, finishReason = "stop"): Completion => ({
  type: "reply",
  reply: { text, finishReason },
  usage: { promptTokens: 100, completionTokens: 20 },
});

export const anOutage = (changes: Partial<Extract<Completion, { type: "failed" }>> = {}): Completion => ({
  type: "failed",
  reason: "unavailable",
  message: "HTTP 503",
  upstream: true,
  mayCost: false,
  ...changes,
});

/**
 * The worker that answers questions, over memory adapters. The model answers `completions` in turn, then `回答n`.
 * `process` gives another worker over the same storage, which dies where its `crash` says.
 */
export function setUpAi(completions: readonly Completion[] = [], settings: Partial<AiSettings> = {}) {
  const journal = createMemoryJournal();
  const stores = {
    journal: createMemoryAiJournal(journal),
    settings: createMemoryAiSettings({ ...DEFAULT_AI_SETTINGS, ...settings }),
    budgets: createMemoryAiBudgets(),
    fallbacks: createMemoryAiFallbacks(),
    conversations: createMemoryConversations(),
    circuits: createMemoryCircuits(),
    outbound: recordingOutboundQueue(),
    events: recordingEvents(),
  };
  const clock = fakeClock();
  const observed = recordingObservability();
  const asked: CompletionRequest[] = [];
  /** What happens while the model thinks. */
  const meanwhile = { do: async (): Promise<void> => undefined };
  const names: Names = {
    inGroup: async (_appId, _group, wxids) => new Map(wxids.map((wxid) => [wxid, `名字<${wxid}>`])),
  };
  const moderation: { judge: Moderate } = { judge: async () => ({ verdict: "allow" }) };
  const llm: Llm = {
    async complete(request) {
      asked.push(request);
      await meanwhile.do();
      return completions[asked.length - 1] ?? aReply(`回答${asked.length}`);
    },
  };

  function process(crash: Pick<ReturnType<typeof crashAt>, "port"> = { port: (target) => target }) {
    const breaker = createCircuitBreaker({
      ...observed,
      circuits: crash.port(stores.circuits),
      clock,
      rule: PLAIN_RULE,
      kind: "upstream",
      upstream: LLM,
    });
    return createAnswerAiTask({
      ...observed,
      clock,
      breaker,
      timeoutMs: 30_000,
      journal: crash.port(stores.journal),
      settings: crash.port(stores.settings),
      budgets: crash.port(stores.budgets),
      fallbacks: crash.port(stores.fallbacks),
      conversations: crash.port(stores.conversations),
      outbound: crash.port(stores.outbound),
      events: crash.port(stores.events),
      llm: crash.port(llm),
      moderate: (text) => moderation.judge(text),
      names: crash.port(names),
    });
  }

  let received = 0;
  /** Puts a message into the journal, as the consumer does, with the task that the rule `ask` makes of it. */
  async function receive(changes: Partial<TextMessage> = {}, ask?: AskAi, ruleId = "ask"): Promise<AiTask | undefined> {
    received += 1;
    const n = String(received).padStart(4, "0");
    const sentAt = NOON + received * 1000;
    const message = anInboundText({ newMsgId: `70000000000000${n}`, sentAt, ...changes });
    const envelopeId = `env-${n}`;
    const aiTask = ask && aiTaskOf(ask, { envelopeId, message }, ruleId, NOON);
    const decision = aDecision({ rules: [], commands: [], ...(aiTask ? { aiTask } : {}) });
    const dedupKey = message.newMsgId ?? envelopeId;
    await journal.record({ envelopeId, dedupKey, receivedAt: sentAt, message, decision }, NOON);
    return aiTask;
  }

  /** A question in the journal, and its task. */
  async function question(
    text: string,
    changes: Partial<TextMessage> = {},
    ask: AskAi = {},
    ruleId = "ask",
  ): Promise<AiTask> {
    const task = await receive({ text, ...changes }, ask, ruleId);
    if (!task) throw new Error("a question has words");
    return task;
  }

  const texts = () =>
    stores.outbound.accepted().map(({ content }) => (content.type === "text" ? content.text : content.type));
  return {
    ...stores,
    ...observed,
    clock,
    asked,
    meanwhile,
    moderation,
    names,
    process,
    answer: process(),
    receive,
    question,
    texts,
  };
}
