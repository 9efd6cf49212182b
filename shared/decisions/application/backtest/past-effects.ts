import type { SessionKey, StoredSession } from "../../../conversations/domain/conversation.ts";
import type { InboundMessage } from "../../../messages/domain/inbound-message.ts";
import { type CooldownKey, cooldownWord } from "../../../rules/domain/judging/facts.ts";
import type { Decision } from "../../domain/decision.ts";

/**
 * Pauses of rules, sessions, tags and pauses of automation that decisions of a backtest have begun so far. Ends in
 * epoch ms.
 */
export type PastEffects = {
  cooldownUntil(appId: string, key: CooldownKey): number | undefined;
  session(appId: string, key: SessionKey): StoredSession;
  /** Tags that were given to a person (`true`) or taken away. */
  tags(appId: string, wxid: string): Iterable<readonly [string, boolean]>;
  /** `was`: by the decisions that were made; `would`: by the rules that are tried. */
  mutedUntil(side: "was" | "would", appId: string, conversationId: string): number | undefined;
  /** Adds what the decisions on a message begin: `was` as it was decided, `would` by the rules that are tried. */
  carryOut(message: InboundMessage, was: Decision, would: Decision): void;
};

export function createPastEffects(): PastEffects {
  const cooldowns = new Map<string, number>();
  const sessions = new Map<string, StoredSession>();
  const tags = new Map<string, Map<string, boolean>>();
  const muted = { was: new Map<string, number>(), would: new Map<string, number>() };
  const cooldownKey = (appId: string, key: CooldownKey) => keyOf(appId, cooldownWord(key));
  const sessionKey = (appId: string, { conversationId, member }: SessionKey) => keyOf(appId, conversationId, member);

  function mute(side: "was" | "would", appId: string, pause: Decision["mute"]): void {
    if (pause) extend(muted[side], keyOf(appId, pause.conversationId), pause.until);
  }

  function tag(appId: string, { user, tags: changed = {} }: NonNullable<Decision["profile"]>): void {
    const key = keyOf(appId, user);
    const known = tags.get(key) ?? new Map<string, boolean>();
    for (const [name, on] of Object.entries(changed)) known.set(name, on);
    tags.set(key, known);
  }

  return {
    cooldownUntil: (appId, key) => cooldowns.get(cooldownKey(appId, key)),
    session: (appId, key) => sessions.get(sessionKey(appId, key)) ?? { revision: 0, session: undefined },
    tags: (appId, wxid) => tags.get(keyOf(appId, wxid)) ?? [],
    mutedUntil: (side, appId, conversationId) => muted[side].get(keyOf(appId, conversationId)),

    carryOut({ appId, fromSelf }, was, would) {
      mute("was", appId, was.mute);
      mute("would", appId, fromSelf ? was.mute : would.mute);
      for (const { until, ...key } of would.cooldowns ?? []) extend(cooldowns, cooldownKey(appId, key), until);
      if (would.session) {
        const { key, revision, session } = would.session;
        sessions.set(sessionKey(appId, key), { revision: revision + 1, session });
      }
      if (would.profile) tag(appId, would.profile);
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
