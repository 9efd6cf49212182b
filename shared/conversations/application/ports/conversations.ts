import type { AnswersChange, StoredAnswers } from "../../domain/brake.ts";
import type {
  Mute,
  MutedConversation,
  Session,
  SessionChange,
  SessionKey,
  StoredSession,
} from "../../domain/conversation.ts";

/** Sessions and pauses of automation, by conversation. `now` in epoch ms. */
export type Conversations = {
  /**
   * One read, strongly consistent: the session with that key and, with a key without `member`, the conversation's
   * pause and its last answers.
   */
  read(appId: string, key: SessionKey): Promise<StoredConversation>;
  /** The pause and the sessions of a conversation that last at `now`; at most 100 sessions. */
  view(appId: string, conversationId: string, now: number): Promise<ConversationView>;
  /**
   * Replaces the session that has the change's revision; false, and nothing changed, where another one is stored.
   * `answers` are noted as by `noteAnswers`, in the same write where they stand in the session's row.
   */
  change(appId: string, change: SessionChange, now: number, answers?: AnswersChange): Promise<boolean>;
  /** Keeps the answers that follow on the stored revision; nothing is changed where another one is stored. */
  noteAnswers(appId: string, change: AnswersChange, now: number): Promise<void>;
  /**
   * Pauses automation. A phone or a rule can only make a pause longer; an operator can make it shorter too. A pause
   * that was decided (`at`) before the stored one changes nothing, so that a repeated or late call does no harm.
   */
  mute(appId: string, conversationId: string, mute: Mute, now: number): Promise<void>;
  /** Ends a pause; a pause that was decided before `now` does not bring it back. */
  release(appId: string, conversationId: string, now: number): Promise<void>;
  /**
   * The conversations that a phone, a rule or an operator (`by`) has muted, the pause that ends first at the top; of
   * all accounts where `appId` is left out. Eventually consistent. Throws `invalid-input` for a cursor that this list
   * did not give.
   */
  muted(
    of: { readonly by: Mute["by"]; readonly appId?: string },
    now: number,
    limit: number,
    cursor?: string,
  ): Promise<{ readonly conversations: readonly MutedConversation[]; readonly cursor?: string }>;
};

/** `answers`: those of the conversation; with a key without `member` only. */
export type StoredConversation = StoredSession & {
  readonly mute: Mute | undefined;
  readonly answers?: StoredAnswers | undefined;
};

/** What lasts at the time of the view. */
export type ConversationView = {
  readonly mute: Mute | undefined;
  readonly sessions: readonly (Session & { readonly member?: string })[];
};
