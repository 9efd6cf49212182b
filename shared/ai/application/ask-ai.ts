import type { Names } from "../../directory/application/ports/directory.ts";
import type { CircuitBreaker } from "../../kernel/application/circuit-breaker.ts";
import type { Events } from "../../kernel/application/ports/events.ts";
import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { EVENTS } from "../../names.ts";
import type { AiFailure } from "../domain/answer.ts";
import { type ConversationLine, historyOf } from "../domain/history.ts";
import { moderateByWords } from "../domain/moderation.ts";
import { promptOf } from "../domain/prompt.ts";
import { usableReply } from "../domain/reply.ts";
import type { AiSettings } from "../domain/settings.ts";
import type { AiTask } from "../domain/task.ts";
import { type AiCharge, type AiUsage, allowanceOf, chargeOf, NO_CHARGE } from "../domain/usage.ts";
import { createModerateAiText } from "./moderate-text.ts";
import type { AiBudgets, Completion, Llm, Moderate } from "./ports/ai.ts";

/** The circuit breaker's name of the AI's endpoint. */
export const LLM = "llm";

export type AskAiDeps = {
  readonly llm: Llm;
  readonly moderate: Moderate;
  readonly budgets: AiBudgets;
  readonly names: Names;
  readonly breaker: CircuitBreaker;
  readonly events: Events;
  /** How long a completion may take, its tries included, ms. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
};

/** The AI's answer to a question, moderated, or why there is none. */
export type Asked = { readonly text: string } | { readonly failure: AiFailure };

const HOUR = 3_600_000;

/** Asks the model within the account's budget. Throws only where our own storage fails; what was used stays counted. */
export function createAskAi(
  deps: AskAiDeps,
): (task: AiTask, settings: AiSettings, lines: readonly ConversationLine[]) => Promise<Asked> {
  const moderate = createModerateAiText(deps);

  async function nameSpeakers(task: AiTask, wxids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (task.chat !== "group") return new Map();
    try {
      return await deps.names.inGroup(task.appId, task.conversationId, [...new Set(wxids)]);
    } catch (error) {
      deps.log.warn("a group's names cannot be read: the AI is asked without", {
        appId: task.appId,
        error: String(error),
      });
      return new Map();
    }
  }

  /** Tells operators once a day; where the event is not published, the next question of the day tries again. */
  async function budgetExceeded({ appId }: AiTask, settings: AiSettings): Promise<void> {
    const now = deps.clock.now();
    deps.metrics.count("AiBudgetExceeded");
    if (!(await deps.budgets.claimNotice(appId, now))) return;
    const { dailyTokens, dailyCost } = settings;
    const cost = dailyCost === null ? "" : `，费用 ${dailyCost}`;
    const reason = `今日 AI 额度已用完（tokens ${dailyTokens}${cost}），用户将收到备用回复，次日 0 点恢复`;
    try {
      await deps.events.publish([{ type: EVENTS.aiBudgetExceeded, detail: { appId, reason, at: now } }]);
    } catch (error) {
      deps.log.error("nobody was told that a budget is used up; a later question tries again", error, { appId });
      return;
    }
    await deps.budgets.noticeGiven(appId, now);
  }

  async function complete(
    messages: ReturnType<typeof promptOf>["messages"],
    settings: AiSettings,
  ): Promise<Completion | undefined> {
    if ((await deps.breaker.pause()) > 0) return undefined;
    const started = deps.clock.now();
    const completion = await deps.llm.complete({
      messages,
      model: settings.model,
      temperature: settings.temperature,
      maxTokens: settings.maxReplyTokens,
      timeoutMs: deps.timeoutMs,
    });
    deps.metrics.duration("AiLatency", deps.clock.now() - started);
    if (completion.type === "reply" || !completion.upstream) await deps.breaker.answered();
    else await deps.breaker.failed();
    return completion;
  }

  /** What a call is charged: what the endpoint counted, else what was put aside, if it may have done anything. */
  function used(completion: Completion | undefined, reserved: AiCharge, settings: AiSettings): AiCharge {
    if (!completion || (completion.type === "failed" && !completion.mayCost)) return NO_CHARGE;
    const usage = completion.type === "reply" ? completion.usage : undefined;
    const charge = usage ? chargeOf(usage, settings) : { tokens: reserved.tokens, micros: reserved.micros };
    deps.metrics.count("AiTokens", charge.tokens);
    if (charge.micros > 0) deps.metrics.count("AiCost", charge.micros / 1_000_000);
    return charge;
  }

  return async (task, settings, lines) => {
    const asked = await moderate(task.question, settings);
    if (asked.verdict === "none") return { failure: "unavailable" };
    if (asked.verdict === "block") return blocked(task, "question", asked.reason);
    const question = asked.verdict === "replace" ? asked.text : task.question;
    const since = task.askedAt - settings.historyHours * HOUR;
    const history = historyOf(lines, task, { limit: settings.historyMessages, since }).flatMap((said) => {
      const verdict = moderateByWords(said.text, settings.moderation);
      if (verdict.verdict === "block") return [];
      return [verdict.verdict === "replace" ? { ...said, text: verdict.text } : said];
    });
    const speakers = history.flatMap(({ by }) => by ?? []);
    const names = await nameSpeakers(task, [task.sender, ...speakers]);
    const { messages, tokens } = promptOf({ ...task, question }, history, settings, names);
    const most: AiUsage = { promptTokens: tokens, completionTokens: settings.maxReplyTokens };
    const now = deps.clock.now();
    const charge = chargeOf(most, settings);
    const reservation = await deps.budgets.reserve(task.appId, task.id, charge, allowanceOf(settings), now);
    if (!reservation) {
      await budgetExceeded(task, settings);
      return { failure: "budget" };
    }
    const completion = await complete(messages, settings);
    await deps.budgets.settle(reservation, used(completion, reservation, settings));
    if (!completion) return { failure: "unavailable" };
    if (completion.type === "failed") {
      deps.log.warn("the AI gave no answer", { taskId: task.id, appId: task.appId, reason: completion.message });
      return { failure: completion.reason };
    }
    const reply = usableReply(completion.reply, settings.maxReplyCharacters);
    if ("failure" in reply) return reply;
    const said = await moderate(reply.text, settings);
    if (said.verdict === "none") return { failure: "unavailable" };
    if (said.verdict === "block") return blocked(task, "answer", said.reason);
    return { text: said.verdict === "replace" ? said.text : reply.text };
  };

  function blocked({ id, appId }: AiTask, what: "question" | "answer", reason: string): Asked {
    deps.log.info("moderation blocked a text", { taskId: id, appId, what, reason });
    return { failure: "blocked" };
  }
}
