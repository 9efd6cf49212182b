import type { AiAnswer } from "../../domain/answer.ts";
import type { ConversationLine } from "../../domain/history.ts";
import type { ModerationVerdict } from "../../domain/moderation.ts";
import type { ChatMessage } from "../../domain/prompt.ts";
import type { RawReply } from "../../domain/reply/usable-reply.ts";
import type { AccountAiSettings, AiSettings } from "../../domain/settings.ts";
import type { AiTask } from "../../domain/task.ts";
import type { AiAllowance, AiCharge, AiUsage } from "../../domain/usage.ts";

/**
 * `ai.fifo`: group = conversation, deduplication id = task id. Returns the ids of the tasks that the queue did not
 * accept; a queue that cannot be reached accepts no task.
 */
export type AiQueue = { send(tasks: readonly AiTask[]): Promise<ReadonlySet<string>> };

/**
 * Settings of the AI: those of the fleet (the defaults before an operator sets any), and those that accounts override.
 */
export type AiSettingsStore = {
  fleet(): Promise<AiSettings>;
  putFleet(settings: AiSettings): Promise<void>;
  /** Empty for an account that overrides nothing. */
  account(appId: string): Promise<AccountAiSettings>;
  putAccount(appId: string, settings: AccountAiSettings): Promise<void>;
};

/** Conversations out of the journal, and the AI's answers, which are kept with their questions. */
export type AiJournal = {
  /** The latest lines, newest first, strongly consistent; with `from` (epoch ms) only lines of this time and later. */
  recent(appId: string, conversationId: string, limit: number, from?: number): Promise<readonly ConversationLine[]>;
  /**
   * Keeps the answer of a task, unless an earlier one is kept; returns the kept one. Throws `not-found` where the
   * journal does not have the question.
   */
  keep(task: AiTask, answer: AiAnswer): Promise<AiAnswer>;
};

/** A part of an account's budget of one day, put aside for a task. */
export type AiReservation = AiCharge & { readonly appId: string; readonly taskId: string; readonly day: string };

/** What accounts use of the AI, by the day in China. `now` in epoch ms. */
export type AiBudgets = {
  /**
   * Puts `charge` aside; undefined where the rest of the day's allowance is smaller. A task that has a reservation
   * already gets that one.
   */
  reserve(
    appId: string,
    taskId: string,
    charge: AiCharge,
    allowance: AiAllowance,
    now: number,
  ): Promise<AiReservation | undefined>;
  /** Replaces a reservation by what was used; a repetition changes nothing. */
  settle(reservation: AiReservation, used: AiCharge): Promise<void>;
  used(appId: string, now: number): Promise<AiCharge>;
  /**
   * Whether the caller is to announce that the day's budget is used up. One caller a day is, and another one a minute
   * later where that one died before `noticeGiven`.
   */
  claimNotice(appId: string, now: number): Promise<boolean>;
  noticeGiven(appId: string, now: number): Promise<void>;
};

/** Limits how often a conversation gets the fallback. */
export type AiFallbacks = {
  /** True where the conversation got no fallback within `quietMs`, or got it for this very task. `now` in epoch ms. */
  claim(task: AiTask, quietMs: number, now: number): Promise<boolean>;
};

/** A request to a language model. `timeoutMs` covers all tries together. */
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
      /** Whether the endpoint failed; false where it refuses this one request. */
      readonly upstream: boolean;
      /** Whether the endpoint may have worked on it, and so may charge for it. */
      readonly mayCost: boolean;
    };

/** A language model. Never throws for what the endpoint answered or failed to answer. */
export type Llm = { complete(request: CompletionRequest): Promise<Completion> };

/** Judges a text before it is asked or said. Throws `unreachable` where the endpoint gives no verdict. */
export type Moderate = (text: string) => Promise<ModerationVerdict>;
