import type { StoredAnswers } from "../../../conversations/domain/brake.ts";
import type { SessionKey, StoredSession } from "../../../conversations/domain/conversation.ts";
import type { InboundMessage } from "../../../messages/domain/inbound-message.ts";
import { type CooldownKey, cooldownWord } from "../../../rules/domain/judging/facts.ts";
import type { Decision } from "../../domain/decision.ts";

/** Pauses of rules, sessions and tags that decisions of a backtest have begun so far. Ends in epoch ms. */
export type PastEffects = {
  cooldownUntil(appId: string, key: CooldownKey): number | undefined;
  /** Undefined where the tried rules have not touched the session yet. */
  session(appId: string, key: SessionKey): StoredSession | undefined;
  /** The answers that the tried rules gave in a conversation. */
  answers(appId: string, conversationId: string): StoredAnswers | undefined;
  /** Tags that the tried rules gave to a person (`true`) or took away. */
  tags(appId: string, wxid: string): Iterable<readonly [string, boolean]>;
  /** The first change of each tag by the decisions that were made. */
  firstTags(appId: string, wxid: string): ReadonlyMap<string, boolean>;
  /** Adds what the decisions on a message begin: `was` as it was decided, `would` by the rules that are tried. */
  carryOut(message: InboundMessage, was: Decision, would: Decision): void;
};

type Tags = Map<string, Map<string, boolean>>;

export function createPastEffects(): PastEffects {
  const cooldowns = new Map<string, number>();
  const sessions = new Map<string, StoredSession>();
  const answers = new Map<string, StoredAnswers>();
  const tags: Tags = new Map();
  const firstTags: Tags = new Map();
  const cooldownKey = (appId: string, key: CooldownKey) => keyOf(appId, cooldownWord(key));
  const sessionKey = (appId: string, { conversationId, member }: SessionKey) => keyOf(appId, conversationId, member);

  /** Later changes replace earlier ones, unless only the `first` ones are kept. */
  function tag(into: Tags, appId: string, profile: Decision["profile"], keep: "first" | "last"): void {
    if (!profile) return;
    const key = keyOf(appId, profile.user);
    const known = into.get(key) ?? new Map<string, boolean>();
    for (const [name, on] of Object.entries(profile.tags ?? {})) {
      if (keep === "last" || !known.has(name)) known.set(name, on);
    }
    into.set(key, known);
  }

  return {
    cooldownUntil: (appId, key) => cooldowns.get(cooldownKey(appId, key)),
    session: (appId, key) => sessions.get(sessionKey(appId, key)),
    answers: (appId, conversationId) => answers.get(keyOf(appId, conversationId)),
    tags: (appId, wxid) => tags.get(keyOf(appId, wxid)) ?? [],
    firstTags: (appId, wxid) => firstTags.get(keyOf(appId, wxid)) ?? new Map(),

    carryOut({ appId }, was, would) {
      for (const { until, ...key } of would.cooldowns ?? []) extend(cooldowns, cooldownKey(appId, key), until);
      if (would.session) {
        const { key, revision, session } = would.session;
        sessions.set(sessionKey(appId, key), { revision: revision + 1, session });
      }
      if (would.answers) {
        const { conversationId, revision, times } = would.answers;
        answers.set(keyOf(appId, conversationId), { revision: revision + 1, times });
      }
      tag(tags, appId, would.profile, "last");
      tag(firstTags, appId, was.profile, "first");
    },
  };
}

/** A later end replaces an earlier one. */
function extend(ends: Map<string, number>, key: string, until: number): void {
  ends.set(key, Math.max(until, ends.get(key) ?? 0));
}

function keyOf(...parts: readonly (string | undefined)[]): string {
  return JSON.stringify(parts);
}
