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

/** A change of a session by an action; `values` are ready to be stored. */
export type SessionEdit = {
  /** Everything is forgotten first. */
  readonly clear: boolean;
  readonly step?: string | undefined;
  readonly values: Readonly<Record<string, string>>;
  readonly ttlMinutes: number;
};

/** A session while the actions of a message edit it in order: each sees the edits of those before it. */
export type SessionDraft = {
  /** The values after the edits so far. */
  values(): Readonly<Record<string, string>>;
  /** False where the session has no room for all values: values with new names are then left out. */
  edit(edit: SessionEdit): boolean;
  /** The change to store; undefined where no action edited the session. */
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
