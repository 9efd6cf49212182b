import type { AiJournal } from "../../ai/application/ports/ai.ts";
import { type AiAnswer, commandsOf } from "../../ai/domain/answer.ts";
import { answerIn } from "../../ai/domain/history.ts";
import type { AiTask } from "../../ai/domain/task.ts";
import type { Conversations } from "../../conversations/application/ports/conversations.ts";
import { isMuted } from "../../conversations/domain/conversation.ts";
import type { Decision } from "../../decisions/domain/decision.ts";
import type { Leases } from "../../kernel/application/ports/leases.ts";
import type { Clock, Metrics, NewId } from "../../kernel/application/ports/runtime.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import type { OutboundCommand } from "../../outbound/domain/command.ts";
import { partsOf, type Wait, wordsDecision } from "../domain/wait.ts";
import { createHolds } from "./hold-callback.ts";
import type { Waits } from "./ports/waits.ts";

/** Lines of a conversation that may have come since the question. */
const LATER_LINES = 30;

export type AwaitAiDeps = {
  readonly journal: Pick<AiJournal, "recent">;
  readonly waits: Waits;
  readonly leases: Leases;
  readonly conversations: Pick<Conversations, "read">;
  /** What a person reads while the AI thinks. */
  readonly waitingWords: (appId: string) => Promise<string>;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly metrics: Metrics;
};

export type AwaitAi = {
  /**
   * The decision by which a message fetches what the AI has answered meanwhile, or tells to wait on; undefined where its
   * person waits for nothing, or a person of the account has taken the conversation over.
   */
  fetched(message: InboundMessage, envelopeId: string, now: number): Promise<Fetched | undefined>;
  /** The question's wait has begun, before anything waits. */
  begin(task: AiTask): Promise<void>;
  /**
   * What the person reads in answer to the question itself; undefined where this try stays unanswered. `arrivedAt`: when
   * the request came, epoch ms.
   */
  words(task: AiTask, arrivedAt: number): Promise<Words | undefined>;
};

/** `told`: to be called once the decision stands in the journal. */
export type Fetched = { readonly decision: Decision; told(): Promise<void> };

/** `id` is the same for the same words of a question. `command`: what the ledger knows them by, where they are the AI's. */
export type Words = { readonly id: string; readonly text: string; readonly command?: OutboundCommand };

/**
 * WeChat gives the AI 5 s at each of three tries. The first one stays unanswered while the AI thinks; each later one is
 * answered in time, with the AI's words or with the waiting line. One try that never came through costs no answer so.
 */
export function createAwaitAi(deps: AwaitAiDeps): AwaitAi {
  const { clock, waits } = deps;

  async function answerTo(task: AiTask): Promise<AiAnswer | undefined> {
    const { appId, conversationId, askedAt } = task;
    return answerIn(await deps.journal.recent(appId, conversationId, LATER_LINES, askedAt), task);
  }

  const holds = createHolds({ ...deps, answerTo });

  /** The wait after these words of an answer: it goes on while there are more. */
  async function told({ task, part }: Wait, parts: readonly unknown[]): Promise<void> {
    if (part + 1 < parts.length) await waits.put({ task, part: part + 1 }, clock.now());
    else await waits.remove({ task, part });
  }

  async function waiting({ appId, id }: AiTask): Promise<Words> {
    return { id: `${id}#wait`, text: await deps.waitingWords(appId) };
  }

  return {
    async fetched(message, envelopeId, now) {
      const { appId, conversationId } = message;
      const wait = await waits.get(appId, conversationId, now);
      if (!wait || wait.task.origin.envelopeId === envelopeId) return undefined;
      const { mute } = await deps.conversations.read(appId, { conversationId });
      if (mute && isMuted(mute.until, message)) return undefined;
      const answer = await answerTo(wait.task);
      const parts = answer && partsOf(wait.task, answer);
      const words = parts ? parts[wait.part] : (await waiting(wait.task)).text;
      if (words === undefined) return undefined;
      const decision = wordsDecision(words, wait, message, envelopeId, now);
      return { decision, told: async () => (parts ? told(wait, parts) : undefined) };
    },

    begin: (task) => waits.put({ task, part: 0 }, clock.now()),

    async words(task, arrivedAt) {
      const name = await holds.place(task);
      deps.metrics.count(name === undefined ? "PassiveHoldsFull" : "PassiveHeld");
      if (name === undefined) return waiting(task);
      const answer = await holds.held(task, arrivedAt);
      await holds.leave(name, task);
      if (answer === "unanswered") return undefined;
      if (answer === "wait") {
        deps.metrics.count("PassiveWaiting");
        return waiting(task);
      }
      const parts = partsOf(task, answer);
      await told({ task, part: 0 }, parts);
      const [command] = commandsOf(task, answer);
      const [text] = parts;
      return command && text !== undefined ? { id: command.id, text, command } : undefined;
    },
  };
}
