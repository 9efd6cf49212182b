import type { Conversations } from "../../../conversations/application/ports/conversations.ts";
import { sessionKeyOf, writerOf } from "../../../conversations/domain/conversation.ts";
import type { Directory } from "../../../directory/application/ports/directory.ts";
import type { Clock } from "../../../kernel/application/ports/runtime.ts";
import type { InboundMessage } from "../../../messages/domain/inbound-message.ts";
import type { Profiles } from "../../../profiles/application/ports/profiles.ts";
import { type CooldownKey, cooldownWord, type Facts, type WantedFacts } from "../../../rules/domain/judging/facts.ts";
import type { MessageHistory } from "../ports/journal.ts";
import { createReadFacts } from "../read-facts.ts";
import { withTagChanges } from "../tag-changes.ts";
import type { PastEffects } from "./past-effects.ts";
import type { PastMoment } from "./past-moment.ts";
import type { PastPauses } from "./past-pauses.ts";
import { createPastTags } from "./past-tags.ts";
import type { PastWindow } from "./past-window.ts";
import { remembered } from "./remembered.ts";

/** Reads the facts that rules want for a message, as they would have been. */
export type ReadPastFacts = (wanted: WantedFacts, moment: PastMoment) => Promise<Facts>;

export type PastFactsDeps = {
  readonly history: Pick<MessageHistory, "heardBefore">;
  readonly directory: Pick<Directory, "contact" | "members">;
  readonly profiles: Pick<Profiles, "get">;
  readonly conversations: Pick<Conversations, "read">;
  readonly clock: Clock;
};

/** What facts of a backtest follow from. `periodOf`: how long a rule pauses for a subject, ms. */
export type PastSources = {
  readonly effects: PastEffects;
  readonly pauses: PastPauses;
  readonly window: PastWindow;
  readonly periodOf: (key: CooldownKey) => number;
};

/**
 * The facts of a backtest, as they would have been: pauses, sessions and tags follow from `effects` and `pauses`, which
 * begin with the backtest's first message. The journal tells as of then whether a person wrote before. Names are those
 * of today. What may have begun before the first message is named as unsure.
 */
export function createReadPastFacts(deps: PastFactsDeps, sources: PastSources): ReadPastFacts {
  const { effects, pauses, window, periodOf } = sources;
  const heardBefore = createHeardBefore(deps);
  const tagsAt = createPastTags(deps, effects, window);
  const directory = {
    contact: remembered((appId: string, wxid: string) => deps.directory.contact(appId, wxid)),
    members: remembered((appId: string, groupId: string) => deps.directory.members(appId, groupId)),
  };
  const hadSession = remembered(
    async (appId: string, conversationId: string, ...member: string[]) =>
      (
        await deps.conversations.read(appId, {
          conversationId,
          ...(member[0] === undefined ? {} : { member: member[0] }),
        })
      ).revision > 0,
  );
  const cooldowns = {
    async read(appId: string, keys: readonly CooldownKey[]) {
      const ends = keys.flatMap((key): [string, number][] => {
        const until = effects.cooldownUntil(appId, key);
        return until === undefined ? [] : [[cooldownWord(key), until]];
      });
      return new Map(ends);
    },
  };

  /** A session that the tried rules have not touched may be one from before the window. */
  async function mayHaveSession({ message }: PastMoment): Promise<boolean> {
    const key = sessionKeyOf(message);
    if (window.isWhole || effects.session(message.appId, key)) return false;
    return hadSession(message.appId, key.conversationId, ...(key.member === undefined ? [] : [key.member]));
  }

  function mayPause(wanted: WantedFacts, { message: { appId }, at }: PastMoment): boolean {
    if (window.isWhole) return false;
    return wanted.cooldowns.some(
      (key) => effects.cooldownUntil(appId, key) === undefined && at - window.from < periodOf(key),
    );
  }

  return async (wanted, moment) => {
    const { envelopeId, receivedAt, message, at, unsure } = moment;
    const { mutedUntil, isBraked, isSure } = await pauses.read(moment);
    const readFacts = createReadFacts({
      cooldowns,
      directory,
      journal: { heardBefore: () => heardBefore(message, envelopeId, receivedAt) },
      conversations: {
        read: async (appId, key) => ({
          ...(effects.session(appId, key) ?? { revision: 0, session: undefined }),
          mute: undefined,
          answers: effects.answers(appId, key.conversationId),
        }),
      },
      profiles: { get: () => tagsAt(moment) },
    });
    const read = await readFacts(wanted, { id: envelopeId }, message, at);
    const facts = withTagChanges(read, effects.tags(message.appId, writerOf(message)));
    if (!isSure) unsure.add("pause");
    if (wanted.session && (await mayHaveSession(moment))) unsure.add("session");
    if (mayPause(wanted, moment)) unsure.add("cooldown");
    return { ...facts, mutedUntil, isBraked };
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
