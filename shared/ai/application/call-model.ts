import type { CircuitBreaker } from "../../kernel/application/circuit-breaker.ts";
import type { Clock, Metrics } from "../../kernel/application/ports/runtime.ts";
import type { Prompt } from "../domain/prompt.ts";
import type { AiSettings } from "../domain/settings.ts";
import type { Completion, Llm } from "./ports/ai.ts";

export type CallModelDeps = {
  readonly llm: Llm;
  readonly breaker: CircuitBreaker;
  /** How long a completion may take, its tries included, ms. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly metrics: Metrics;
};

/** Calls the model through its circuit breaker; undefined, without a call, while the circuit is open. */
export function createCallModel(
  deps: CallModelDeps,
): (messages: Prompt["messages"], settings: AiSettings) => Promise<Completion | undefined> {
  return async (messages, settings) => {
    const permit = await deps.breaker.ask();
    if (!permit.granted) return undefined;
    const started = deps.clock.now();
    const completion = await deps.llm.complete({
      messages,
      model: settings.model,
      temperature: settings.temperature,
      maxTokens: settings.maxReplyTokens,
      timeoutMs: deps.timeoutMs,
    });
    deps.metrics.duration("AiLatency", deps.clock.now() - started);
    if (completion.type === "reply" || !completion.upstream) await permit.answered();
    else await permit.failed();
    return completion;
  };
}
