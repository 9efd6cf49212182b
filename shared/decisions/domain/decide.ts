import type { Account } from "../../accounts/domain/account.ts";
import { type Channel, DEFAULT_CHANNEL } from "../../accounts/domain/channel.ts";
import { isSplitOnSome } from "../../accounts/domain/contents.ts";
import { areOwnNewcomers, isFromItself, isNoCustomer } from "../../accounts/domain/own-message.ts";
import type { Brake } from "../../conversations/domain/brake.ts";
import { isMuted, pauseByPhone } from "../../conversations/domain/conversation.ts";
import { draftSession } from "../../conversations/domain/session-draft.ts";
import type { PersonAnswered } from "../../conversations/domain/settings.ts";
import { type ProfileScope, profileChangeOf } from "../../profiles/domain/change.ts";
import type { CompiledRules, Match } from "../../rules/domain/judging/engine.ts";
import { type Facts, ONLY_MUTE, type WantedFacts } from "../../rules/domain/judging/facts.ts";
import { BRAKED, braked, type HeldBack } from "./braked.ts";
import { conversationPart } from "./conversation-part.ts";
import { type Decision, type EnvelopedMessage, NOT_A_CUSTOMER } from "./decision.ts";
import { commandsOf, deliveriesOf, firstAiTask, isNowhere } from "./effect-orders.ts";
import { effectsOf, type RuleEffect } from "./rule-effects.ts";

/**
 * Commands, and deliveries by rules, that one message may cause; further ones are dropped, and the decision says so.
 */
const MAX_COMMANDS_A_MESSAGE = 20;

/** What a message is judged with, beside the rules. */
export type Circumstances = {
  /** The account that received the message; undefined where the fleet does not know it. */
  readonly account: Account | undefined;
  /**
   * wxids of all accounts of the fleet: only rules that name them answer them, so that two do not talk for ever.
   */
  readonly ownWxids: ReadonlySet<string>;
  /** Epoch ms. */
  readonly now: number;
  /** How long a person's own message pauses automation; needed for such messages only. */
  readonly personAnswered?: PersonAnswered | undefined;
  /** When answers in the conversation end by themselves; never where left out. */
  readonly brake?: Brake | undefined;
  /** Why the rules do nothing, as a flag; they act where it is left out. */
  readonly hold?: HeldBack | undefined;
  /** The facts that a first call of `decide` wanted. */
  readonly facts?: Facts | undefined;
  /** Channels of other accounts, by appId; accounts that are not in it count as personal accounts. */
  readonly channels?: ReadonlyMap<string, Channel>;
  /** Whose messages make profiles; `off` where left out. */
  readonly profiles?: ProfileScope;
};

/** A decision, or the facts that it takes to come to one. */
export type DecisionOrWantedFacts =
  | { readonly decision: Decision; readonly wanted?: never }
  | { readonly wanted: WantedFacts; readonly decision?: never };

/**
 * Decides what happens to a message: pure, so that the same message, circumstances and rules always give the same
 * commands with the same ids. A message to an account that is unknown or not registered is flagged and not answered.
 * What the account itself writes, and the coming of own accounts into a group, is not answered either. What other own
 * accounts, WeChat's services and Official Accounts write is answered only by rules that name them.
 */
export function decide(
  source: EnvelopedMessage,
  circumstances: Circumstances,
  rules: CompiledRules,
): DecisionOrWantedFacts {
  const { account, ownWxids, facts, now, personAnswered } = circumstances;
  const { message } = source;
  const nothing = { ruleSetVersion: rules.version, rules: [], commands: [], notes: [], flags: [] };
  if (!account?.registered) return { decision: { ...nothing, flags: ["unknown-account"] } };
  const pause = personAnswered && pauseByPhone(message, personAnswered, now);
  if (isFromItself(message, account) || areOwnNewcomers(message, ownWxids)) {
    return { decision: { ...nothing, ...(pause ? { mute: pause } : {}) } };
  }
  const isCustomer = !isNoCustomer(message, ownWxids);
  const judged = rules.judge(message, account, facts, isCustomer ? "all" : "naming-the-writer");
  if ("wanted" in judged) return judged;
  if (!isCustomer && judged.matches.length === 0) return { decision: { ...nothing, flags: [NOT_A_CUSTOMER] } };
  if (!facts && judged.matches.length > 0) return { wanted: ONLY_MUTE };
  const judgedAs = (hold?: HeldBack) =>
    decisionBy(judged.matches, source, { ...circumstances, account, hold }, rules.version);
  const decision = braked(judgedAs(circumstances.hold), source.message, circumstances, () => judgedAs(BRAKED));
  return { decision: isCustomer ? decision : { ...decision, flags: [NOT_A_CUSTOMER, ...decision.flags] } };
}

/** The decision by the rules that match; where automation is paused in the conversation, they do nothing. */
function decisionBy(
  matched: readonly Match[],
  source: EnvelopedMessage,
  {
    account,
    facts,
    now,
    channels,
    profiles = "off",
    hold,
  }: Circumstances & { readonly account: Account; readonly hold: HeldBack | undefined },
  ruleSetVersion: number,
): Decision {
  const { message } = source;
  const isPaused = matched.length > 0 && isMuted(facts?.mutedUntil ?? 0, message);
  const isHeldBack = isPaused || hold !== undefined;
  const matches = isHeldBack ? [] : matched;
  const draft = draftSession(facts?.session, message);
  const effects = matches.flatMap((match) => effectsOf(match, source, { account, facts, draft }));
  const channelOf = (appId: string) =>
    appId === account.appId ? account.channel : (channels?.get(appId) ?? DEFAULT_CHANNEL);
  const commands = commandsOf(effects, source, channelOf, now);
  const aiTask = firstAiTask(effects, source, account, now);
  const deliveries = deliveriesOf(effects, source, ruleSetVersion, now);
  const isTooMuch = commands.length > MAX_COMMANDS_A_MESSAGE || deliveries.length > MAX_COMMANDS_A_MESSAGE;
  const cooldowns = matches.flatMap((match) => match.cooldowns);
  const all = effects.map(({ effect }) => effect);
  const profile = profileChangeOf(message, all, matched.length > 0, account, profiles);
  return {
    ruleSetVersion,
    rules: matches.map(({ rule }) => rule.id),
    commands: commands.slice(0, MAX_COMMANDS_A_MESSAGE),
    ...(aiTask ? { aiTask } : {}),
    notes: effects.flatMap(({ ruleId, effect }) => (effect.type === "note" ? [{ ruleId, note: effect.note }] : [])),
    flags: [
      ...flagsOf(effects),
      ...(hold ? [hold] : []),
      ...(isPaused ? pausedFlags(facts) : []),
      ...(isTooMuch ? ["too-many-commands"] : []),
    ],
    ...(cooldowns.length > 0 ? { cooldowns } : {}),
    ...(profile ? { profile } : {}),
    ...conversationPart(effects, { message, draft, now }),
    ...(deliveries.length > 0 ? { deliveries: deliveries.slice(0, MAX_COMMANDS_A_MESSAGE) } : {}),
  };
}

/** A pause that the brake began has a flag of its own beside the one of all pauses. */
function pausedFlags(facts: Facts | undefined): readonly string[] {
  return facts?.isBraked ? ["muted", BRAKED] : ["muted"];
}

function flagsOf(effects: readonly RuleEffect[]): readonly string[] {
  const flags = effects.flatMap(({ effect }) => {
    if (isNowhere(effect)) return ["no-conversation"];
    return effect.type === "flag" ? [effect.flag] : [];
  });
  return [...new Set(flags)];
}

/**
 * Other accounts with a command that some channel would split. The message is decided again with their `channels`.
 */
export function longElsewhere({ commands }: Decision, { message }: EnvelopedMessage): readonly string[] {
  const long = commands.filter(({ appId, content }) => appId !== message.appId && isSplitOnSome(content));
  return [...new Set(long.map(({ appId }) => appId))];
}
