import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import {
  liveSession,
  MAX_SESSION_VALUES,
  MAX_VALUE_LENGTH,
  type Session,
  type SessionChange,
  type StoredSession,
  sessionKeyOf,
} from "./conversation.ts";

/** What an action does to a session; `values` are ready to be stored. */
export type SessionEdit = {
  /** Forget everything first. */
  readonly clear: boolean;
  readonly step?: string | undefined;
  readonly values: Readonly<Record<string, string>>;
  readonly ttlMinutes: number;
};

/** A session while the actions of a message are gone through, in order: each sees what those before it did. */
export type SessionDraft = {
  /** As it is now. */
  values(): Readonly<Record<string, string>>;
  /** False where the session has no room for all values: those that are new to it are left out. */
  edit(edit: SessionEdit): boolean;
  /** What is to be stored; undefined where nothing was edited. */
  change(): SessionChange | undefined;
};

export function draftSession(stored: StoredSession | undefined, message: InboundMessage): SessionDraft {
  let session: Session | undefined = liveSession(stored, message);
  let isEdited = false;
  return {
    values: () => session?.values ?? {},

    edit({ clear, step, values, ttlMinutes }) {
      isEdited = true;
      const before = clear ? undefined : session;
      const next = new Map(Object.entries(before?.values ?? {}));
      let hasRoom = true;
      for (const [name, value] of Object.entries(values)) {
        if (next.size >= MAX_SESSION_VALUES && !next.has(name)) hasRoom = false;
        else next.set(name, [...value].slice(0, MAX_VALUE_LENGTH).join(""));
      }
      const isOver = clear && step === undefined && next.size === 0;
      session = isOver
        ? undefined
        : {
            step: step ?? before?.step ?? "",
            values: Object.fromEntries(next),
            until: message.sentAt + ttlMinutes * 60_000,
          };
      return hasRoom;
    },

    change() {
      if (!isEdited) return undefined;
      return { key: sessionKeyOf(message), revision: stored?.revision ?? 0, ...(session ? { session } : {}) };
    },
  };
}
