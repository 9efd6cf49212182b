import type {
  Mute,
  MutedConversation,
  Session,
  SessionChange,
  SessionKey,
  StoredSession,
} from "../../domain/conversation.ts";

/** What is kept of conversations: sessions, and pauses of automation. */
export type Conversations = {
  /** One read, strongly consistent: the session with that key and, with a key without `member`, the conversation's pause. */
  read(appId: string, key: SessionKey): Promise<StoredConversation>;
  /** All of a conversation: at most 100 sessions. */
  view(appId: string, conversationId: string, now: number): Promise<ConversationView>;
  /** Replaces the session that has the change's revision; false, and nothing changed, where another one is stored. */
  change(appId: string, change: SessionChange, now: number): Promise<boolean>;
  /**
   * Pauses automation. By a phone or a rule it only ever makes a pause longer; an operator's word holds as it is. What
   * was decided (`at`) before the last word changes nothing, so that doing it twice, or late, does no harm.
   */
  mute(appId: string, conversationId: string, mute: Mute, now: number): Promise<void>;
  /** Ends a pause; what was decided before `now` does not bring it back. */
  release(appId: string, conversationId: string, now: number): Promise<void>;
  /**
   * The conversations that are muted by somebody, those that end first first; of all accounts where `appId` is left out.
   * Eventually consistent. Throws `invalid-input` for a cursor that this list did not give.
   */
  muted(
    of: { readonly by: Mute["by"]; readonly appId?: string },
    now: number,
    limit: number,
    cursor?: string,
  ): Promise<{ readonly conversations: readonly MutedConversation[]; readonly cursor?: string }>;
};

export type StoredConversation = StoredSession & { readonly mute: Mute | undefined };

/** What holds at present. */
export type ConversationView = {
  readonly mute: Mute | undefined;
  readonly sessions: readonly (Session & { readonly member?: string })[];
};
