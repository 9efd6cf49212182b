import { pageOf } from "../../platform/memory/pager.ts";
import type { Conversations } from "../application/ports/conversations.ts";
import type { AnswersChange, StoredAnswers } from "../domain/brake.ts";
import type { Mute, MutedConversation, Session, SessionKey } from "../domain/conversation.ts";
import { pauseAfter, pauseByOperator } from "../domain/pauses.ts";

/** Sessions and pauses in memory. */
export function createMemoryConversations(): Conversations {
  const sessions = new Map<string, { key: SessionKey; revision: number; session: Session | undefined }>();
  const mutes = new Map<string, MutedConversation>();
  const answers = new Map<string, StoredAnswers>();
  const wordOf = (appId: string, { conversationId, member }: SessionKey) =>
    JSON.stringify([appId, conversationId, member]);
  const mutedAs = (appId: string, conversationId: string) => wordOf(appId, { conversationId });

  function pause(appId: string, conversationId: string, next: Mute): void {
    const word = mutedAs(appId, conversationId);
    mutes.set(word, { appId, conversationId, mute: pauseAfter(mutes.get(word)?.mute, next) });
  }

  async function noteAnswers(appId: string, { conversationId, revision, times }: AnswersChange): Promise<void> {
    const word = wordOf(appId, { conversationId });
    if ((answers.get(word)?.revision ?? 0) === revision) answers.set(word, { revision: revision + 1, times });
  }

  return {
    noteAnswers,

    async read(appId, key) {
      const stored = sessions.get(wordOf(appId, key));
      const mute = key.member === undefined ? mutes.get(wordOf(appId, key))?.mute : undefined;
      const answered = key.member === undefined ? answers.get(wordOf(appId, key)) : undefined;
      return {
        revision: stored?.revision ?? 0,
        session: stored?.session,
        mute,
        ...(answered ? { answers: answered } : {}),
      };
    },

    async view(appId, conversationId, now) {
      const mute = mutes.get(mutedAs(appId, conversationId))?.mute;
      const live = [...sessions].flatMap(([word, { key, session }]) => {
        if (word !== wordOf(appId, { ...key, conversationId }) || !session || session.until <= now) return [];
        return [{ ...session, ...(key.member === undefined ? {} : { member: key.member }) }];
      });
      return { mute: mute && mute.until > now ? mute : undefined, sessions: live };
    },

    async change(appId, { key, revision, session }, _now, answered) {
      if (answered) await noteAnswers(appId, answered);
      const word = wordOf(appId, key);
      if ((sessions.get(word)?.revision ?? 0) !== revision) return false;
      sessions.set(word, { key, revision: revision + 1, session });
      return true;
    },

    async mute(appId, conversationId, { by, at, until, note, braked }) {
      const more = { ...(note === undefined ? {} : { note }), ...(braked ? { braked } : {}) };
      pause(appId, conversationId, { by, at, until, ...more });
    },

    async release(appId, conversationId, now) {
      pause(appId, conversationId, pauseByOperator({ at: now, until: 0 }));
    },

    async muted({ by, appId }, now, limit, cursor) {
      const live = [...mutes.values()]
        .filter(({ mute }) => mute.by === by && mute.until > now)
        .filter((muted) => appId === undefined || muted.appId === appId)
        .toSorted((a, b) => a.mute.until - b.mute.until);
      const idOf = (muted: MutedConversation) => JSON.stringify([muted.appId, muted.conversationId]);
      const { page, next } = pageOf(live, idOf, limit, cursor);
      return { conversations: page, ...next };
    },
  };
}
