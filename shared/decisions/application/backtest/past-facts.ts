import { isMuted, writerOf } from "../../../conversations/domain/conversation.ts";
import type { Directory } from "../../../directory/application/ports/directory.ts";
import type { Clock } from "../../../kernel/application/ports/runtime.ts";
import type { InboundMessage } from "../../../messages/domain/inbound-message.ts";
import type { Profiles } from "../../../profiles/application/ports/profiles.ts";
import type { Profile } from "../../../profiles/domain/profile.ts";
import { cooldownWord, type Facts, type WantedFacts } from "../../../rules/domain/judging/facts.ts";
import type { Decision } from "../../domain/decision.ts";
import type { MessageHistory } from "../ports/journal.ts";
import { createReadFacts } from "../read-facts.ts";
import { withTagChanges } from "../tag-changes.ts";
import type { PastEffects } from "./past-effects.ts";

/** A message that was decided in the past; `receivedAt` in epoch ms. */
export type PastMessage = {
  readonly envelopeId: string;
  readonly receivedAt: number;
  readonly message: InboundMessage;
};

/** Reads the facts for a message that was decided as `was`. */
export type ReadPastFacts = (wanted: WantedFacts, past: PastMessage, was: Decision) => Promise<Facts>;

export type PastFactsDeps = {
  readonly history: Pick<MessageHistory, "heardBefore">;
  readonly directory: Pick<Directory, "contact" | "members">;
  readonly profiles: Pick<Profiles, "get">;
  readonly clock: Clock;
};

/**
 * The facts of a backtest, as they would have been: pauses, sessions and tags follow from `effects`, which begin with
 * the backtest's first message. The journal tells as of then whether a person wrote before. Names are those of today.
 */
export function createReadPastFacts(deps: PastFactsDeps, effects: PastEffects): ReadPastFacts {
  const profileOf = remembered((appId, wxid) => deps.profiles.get(appId, wxid, deps.clock.now()));

  const readFacts = createReadFacts({
    cooldowns: {
      read: async (appId, keys) =>
        new Map(
          keys.flatMap((key): [string, number][] => {
            const until = effects.cooldownUntil(appId, key);
            return until === undefined ? [] : [[cooldownWord(key), until]];
          }),
        ),
    },
    journal: { heardBefore: createHeardBefore(deps) },
    directory: {
      contact: remembered((appId, wxid) => deps.directory.contact(appId, wxid)),
      members: remembered((appId, groupId) => deps.directory.members(appId, groupId)),
    },
    conversations: {
      async read(appId, key) {
        const until = key.member === undefined ? effects.mutedUntil("would", appId, key.conversationId) : undefined;
        return { ...effects.session(appId, key), mute: until === undefined ? undefined : { by: "rule", at: 0, until } };
      },
    },
    profiles: {
      async get(appId, wxid, receivedAt) {
        const stored = await profileOf(appId, wxid);
        return stored && { ...stored, profile: withTagsAt(stored.profile, receivedAt) };
      },
    },
  });

  return async (wanted, { envelopeId, receivedAt, message }, was) => {
    const { appId, conversationId } = message;
    const read = await readFacts(wanted, { id: envelopeId }, message, receivedAt);
    const facts = withTagChanges(read, effects.tags(appId, writerOf(message)));
    const known = effects.mutedUntil("was", appId, conversationId) ?? 0;
    // A pause that neither the phone nor a rule explains was an operator's, and would have held by other rules too.
    const isHeldBack = was.flags.includes("muted") && !isMuted(known, message);
    return isHeldBack ? { ...facts, mutedUntil: Number.POSITIVE_INFINITY } : facts;
  };
}

/**
 * Asks the journal until it names an earlier message of the other person; later messages then have that one before
 * them.
 */
function createHeardBefore({ history, clock }: Pick<PastFactsDeps, "history" | "clock">) {
  const heard = new Set<string>();
  return async (message: InboundMessage, envelopeId: string, at: number): Promise<boolean> => {
    const conversation = JSON.stringify([message.appId, message.conversationId]);
    if (heard.has(conversation)) return true;
    const isHeard = await history.heardBefore(message, { envelopeId, at }, clock.now());
    if (isHeard) heard.add(conversation);
    return isHeard;
  };
}

/** The tags as they were at `receivedAt`: one that was given later was not there, and one that was taken later was. */
function withTagsAt(profile: Profile, receivedAt: number): Profile {
  const tags = Object.entries(profile.tags).map(([tag, word]) => [
    tag,
    { ...word, on: word.at < receivedAt ? word.on : !word.on },
  ]);
  return { ...profile, tags: Object.fromEntries(tags) };
}

/** Asks once for each pair. */
function remembered<T>(ask: (appId: string, id: string) => Promise<T>): (appId: string, id: string) => Promise<T> {
  const answers = new Map<string, Promise<T>>();
  return (appId, id) => {
    const key = JSON.stringify([appId, id]);
    const known = answers.get(key) ?? ask(appId, id);
    answers.set(key, known);
    return known;
  };
}
