import type { Wait } from "../../domain/wait.ts";

/** Answers of the AI that people wait for, one a conversation, kept for a day. `now` in epoch ms. */
export type Waits = {
  get(appId: string, conversationId: string, now: number): Promise<Wait | undefined>;
  /** Replaces the one that the conversation has. */
  put(wait: Wait, now: number): Promise<void>;
  /** Takes the wait of this task away; that of another task stays. */
  remove(wait: Wait): Promise<void>;
};
