import { isMuted, type SessionKey, type StoredSession, writerOf } from "../../conversations/domain/conversation.ts";
import type { Directory } from "../../directory/application/ports/directory.ts";
import type { Clock } from "../../kernel/application/ports/runtime.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import type { Profiles } from "../../profiles/application/ports/profiles.ts";
import type { Profile } from "../../profiles/domain/profile.ts";
import { cooldownWord, type Facts, type Wanted } from "../../rules/domain/judging/facts.ts";
import type { Decision } from "../domain/decision.ts";
import type { MessageHistory } from "./ports/journal.ts";
import { createReadFacts } from "./read-facts.ts";

/** What came to pass with a message, as far as later ones are judged by it. */
type Told = { readonly envelopeId: string; readonly receivedAt: number; readonly message: InboundMessage };

/**
 * The facts of a backtest, as they would have been: pauses, sessions and tags follow from what its own decisions began
 * with its first message. Whether somebody wrote before is read from the journal as of then. Names are
 * those of today.
 */
export type PastFacts = {
  read(wanted: Wanted, told: Told, was: Decision): Promise<Facts>;
  /** Takes what a message began: `was` as it was, and `would` by the rules that are tried. */
  carryOut(told: Told, was: Decision, would: Decision): void;
};

export function createPastFacts(deps: {
  readonly history: Pick<MessageHistory, "heardBefore">;
  readonly directory: Pick<Directory, "contact" | "members">;
  readonly profiles: Pick<Profiles, "get">;
  readonly clock: Clock;
}): PastFacts {
  const cooldowns = new Map<string, number>();
  const sessions = new Map<string, StoredSession>();
  const tags = new Map<string, Map<string, boolean>>();
  const muted = { was: new Map<string, number>(), would: new Map<string, number>() };
  const heard = new Set<string>();
  const word = (...parts: readonly (string | undefined)[]) => JSON.stringify(parts);
  const sessionWord = (appId: string, { conversationId, member }: SessionKey) => word(appId, conversationId, member);

  /** Who was heard once was heard before any later message. */
  async function heardBefore(message: InboundMessage, envelopeId: string, at: number): Promise<boolean> {
    const conversation = word(message.appId, message.conversationId);
    if (heard.has(conversation)) return true;
    const isHeard = await deps.history.heardBefore(message, { envelopeId, at }, deps.clock.now());
    if (isHeard) heard.add(conversation);
    return isHeard;
  }

  const profileOf = remembered(word, (appId, wxid) => deps.profiles.get(appId, wxid, deps.clock.now()));

  const facts = createReadFacts({
    cooldowns: {
      read: async (appId, keys) =>
        new Map(
          keys.flatMap((key): [string, number][] => {
            const until = cooldowns.get(word(appId, cooldownWord(key)));
            return until === undefined ? [] : [[cooldownWord(key), until]];
          }),
        ),
    },
    journal: { heardBefore },
    directory: {
      contact: remembered(word, (appId, wxid) => deps.directory.contact(appId, wxid)),
      members: remembered(word, (appId, groupId) => deps.directory.members(appId, groupId)),
    },
    conversations: {
      async read(appId, key) {
        const until = key.member === undefined ? muted.would.get(word(appId, key.conversationId)) : undefined;
        const session = sessions.get(sessionWord(appId, key)) ?? { revision: 0, session: undefined };
        return { ...session, mute: until === undefined ? undefined : { by: "rule", at: 0, until } };
      },
    },
    profiles: {
      async get(appId, wxid, receivedAt) {
        const stored = await profileOf(appId, wxid);
        return stored && { ...stored, profile: withTagsOf(stored.profile, receivedAt) };
      },
    },
  });

  function withTags(read: Facts, message: InboundMessage): Facts {
    if (!read.userTags) return read;
    const userTags = new Set(read.userTags);
    for (const [tag, on] of tags.get(word(message.appId, writerOf(message))) ?? []) {
      if (on) userTags.add(tag);
      else userTags.delete(tag);
    }
    return { ...read, userTags };
  }

  function pause(side: "was" | "would", appId: string, mute: Decision["mute"]): void {
    if (!mute) return;
    const conversation = word(appId, mute.conversationId);
    muted[side].set(conversation, Math.max(mute.until, muted[side].get(conversation) ?? 0));
  }

  return {
    async read(wanted, { envelopeId, receivedAt, message }, was) {
      const read = withTags(await facts(wanted, { id: envelopeId }, message, receivedAt), message);
      const known = muted.was.get(word(message.appId, message.conversationId)) ?? 0;
      // A pause that neither the phone nor a rule explains was an operator's: it would have held as well.
      const isHeldBack = was.flags.includes("muted") && !isMuted(known, message);
      return isHeldBack ? { ...read, mutedUntil: Number.POSITIVE_INFINITY } : read;
    },

    carryOut({ message }, was, would) {
      const { appId } = message;
      pause("was", appId, was.mute);
      pause("would", appId, message.fromSelf ? was.mute : would.mute);
      for (const { until, ...key } of would.cooldowns ?? []) {
        const name = word(appId, cooldownWord(key));
        cooldowns.set(name, Math.max(until, cooldowns.get(name) ?? 0));
      }
      if (would.session) {
        const { key, revision, session } = would.session;
        sessions.set(sessionWord(appId, key), { revision: revision + 1, session });
      }
      if (!would.profile?.tags) return;
      const user = word(appId, would.profile.user);
      const said = tags.get(user) ?? new Map<string, boolean>();
      for (const [tag, on] of Object.entries(would.profile.tags)) said.set(tag, on);
      tags.set(user, said);
    },
  };
}

/** A tag that was given since was not there before, and one that was taken was. */
function withTagsOf(profile: Profile, receivedAt: number): Profile {
  const tags = Object.entries(profile.tags).map(([tag, word]) => [
    tag,
    { ...word, on: word.at < receivedAt ? word.on : !word.on },
  ]);
  return { ...profile, tags: Object.fromEntries(tags) };
}

/** Asks once for each pair. */
function remembered<T>(
  word: (...parts: string[]) => string,
  ask: (appId: string, id: string) => Promise<T>,
): (appId: string, id: string) => Promise<T> {
  const answers = new Map<string, Promise<T>>();
  return (appId, id) => {
    const known = answers.get(word(appId, id)) ?? ask(appId, id);
    answers.set(word(appId, id), known);
    return known;
  };
}
