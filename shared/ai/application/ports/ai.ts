import type { AiAnswer } from "../../domain/answer.ts";
import type { ConversationLine } from "../../domain/history.ts";
import type { ModerationVerdict } from "../../domain/moderation.ts";
import type { ChatMessage } from "../../domain/prompt.ts";
import type { RawReply } from "../../domain/reply.ts";
import type { AccountAiSettings, AiSettings } from "../../domain/settings.ts";
import type { AiTask } from "../../domain/task.ts";
import type { AiAllowance, AiCharge, AiUsage } from "../../domain/usage.ts";

/**
 * `ai.fifo`: group = conversation, deduplication id = task id. Returns the ids of the tasks that were not accepted; never
 * throws because the queue is away.
 */
export type AiQueue = { send(tasks: readonly AiTask[]): Promise<ReadonlySet<string>> };

/** How the AI answers: the fleet's settings (the defaults where nobody set any), and what accounts have of their own. */
export type AiSettingsStore = {
  fleet(): Promise<AiSettings>;
  putFleet(settings: AiSettings): Promise<void>;
  /** Empty where the account has none. */
  account(appId: string): Promise<AccountAiSettings>;
  putAccount(appId: string, settings: AccountAiSettings): Promise<void>;
};

/** Conversations as the journal has them, and the AI's answers, which are kept with their questions. */
export type AiJournal = {
  /** The latest lines, newest first, strongly consistent; `from` (epoch ms): of this time and later. */
  recent(appId: string, conversationId: string, limit: number, from?: number): Promise<readonly ConversationLine[]>;
  /**
   * Keeps what became of a task, unless something is kept already: returns what is kept. Throws `not-found` where the
   * journal does not have the question.
   */
  keep(task: AiTask, answer: AiAnswer): Promise<AiAnswer>;
};

/** A part of an account's budget of one day, put aside for a task. */
export type AiReservation = AiCharge & { readonly appId: string; readonly taskId: string; readonly day: string };

/** What accounts use of the AI, by the day in China. */
export type AiBudgets = {
  /**
   * Puts `charge` aside if the day's allowance still has it; undefined if not. A task that has a reservation already
   * gets that one.
   */
  reserve(
    appId: string,
    taskId: string,
    charge: AiCharge,
    allowance: AiAllowance,
    now: number,
  ): Promise<AiReservation | undefined>;
  /** Replaces a reservation by what was used; the second time it does nothing. */
  settle(reservation: AiReservation, used: AiCharge): Promise<void>;
  used(appId: string, now: number): Promise<AiCharge>;
  /** Whether the caller is to tell that the day's budget is used up: one a day, or after a minute if it did not. */
  claimNotice(appId: string, now: number): Promise<boolean>;
  noticeGiven(appId: string, now: number): Promise<void>;
};

/** Keeps the fallback from being said over and over. */
export type AiFallbacks = {
  /** True if nothing was said in this conversation for `quietMs`, or if it was for this very task. */
  claim(task: AiTask, quietMs: number, now: number): Promise<boolean>;
};

/** A request to a language model. `timeoutMs`: for all tries together. */
export type CompletionRequest = {
  readonly messages: readonly ChatMessage[];
  readonly model?: string | undefined;
  readonly temperature?: number | undefined;
  readonly maxTokens: number;
  readonly timeoutMs: number;
};

export type Completion =
  | { readonly type: "reply"; readonly reply: RawReply; readonly usage: AiUsage | undefined }
  | {
      readonly type: "failed";
      readonly reason: "unavailable" | "timeout" | "nonsense";
      /** For operators: never contents or keys. */
      readonly message: string;
      /** Whether it is the endpoint's trouble, and not that of this one request. */
      readonly upstream: boolean;
      /** Whether the endpoint may have worked on it, and so may charge for it. */
      readonly mayCost: boolean;
    };

/** A language model. Never throws for what the endpoint answered or failed to answer. */
export type Llm = { complete(request: CompletionRequest): Promise<Completion> };

/** Judges a text before it is asked or said. Throws `unreachable` where there is no verdict. */
export type Moderate = (text: string) => Promise<ModerationVerdict>;
