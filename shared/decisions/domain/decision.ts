import * as z from "zod";
import type { Account } from "../../accounts/domain/account.ts";
import { areOwnNewcomers, isFromFleet } from "../../accounts/domain/own-message.ts";
import { type AiTask, aiTaskOf, aiTaskSchema } from "../../ai/domain/task.ts";
import {
  isMuted,
  muteSchema,
  pauseByPhone,
  sessionChangeSchema,
  writerOf,
} from "../../conversations/domain/conversation.ts";
import { draftSession, type SessionDraft } from "../../conversations/domain/session-draft.ts";
import type { PersonAnswered } from "../../conversations/domain/settings.ts";
import { type DeliveryOrder, deliveryId, deliveryOrderSchema } from "../../deliveries/domain/delivery.ts";
import { commandId, sha256Hex } from "../../kernel/domain/ids.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import { membersShown, newPeople } from "../../messages/domain/new-members.ts";
import { officialContents } from "../../messages/domain/official-content.ts";
import { commandSchema, type OutboundCommand, REPLY_LIFETIME } from "../../outbound/domain/command.ts";
import { type ProfileScope, profileChangeOf, profileChangeSchema } from "../../profiles/domain/change.ts";
import type { ActionContext } from "../../rules/domain/actions/action.ts";
import { typeOf } from "../../rules/domain/actions/registry.ts";
import type { CompiledRules, Match } from "../../rules/domain/judging/engine.ts";
import { type Facts, ONLY_MUTE, type Wanted } from "../../rules/domain/judging/facts.ts";
import { renderTemplate, type TemplateValues } from "../../rules/domain/template.ts";
import { conversationPart, type RuleEffect } from "./conversation-part.ts";

/** What was decided about one message; stored with it, so that a retry carries out this and nothing else. */
export const decisionSchema = z.object({
  ruleSetVersion: z.int(),
  /** Ids of the rules that matched, in order. */
  rules: z.array(z.string()),
  commands: z.array(commandSchema),
  /** The question that the AI is asked. */
  aiTask: aiTaskSchema.exactOptional(),
  /** Notes of `log` actions: they go to the function's log. */
  notes: z.array(z.object({ ruleId: z.string(), note: z.string() })),
  /** What a person should know of it: `unknown-account`, `too-many-commands`, `no-ticket`, `nobody-to-invite`, `muted`, `no-recipient`, `session-full`. */
  flags: z.array(z.string()),
  /** Pauses that begin; `until` in epoch ms. Absent where there are none. */
  cooldowns: z
    .array(
      z.object({
        ruleId: z.string(),
        subject: z.object({ type: z.enum(["user", "group"]), id: z.string() }),
        until: z.number(),
      }),
    )
    .exactOptional(),
  /** Absent where the message changes nobody's profile. */
  profile: profileChangeSchema.exactOptional(),
  /** What becomes of the session, and of the pause of automation; absent where nothing does. */
  session: sessionChangeSchema.exactOptional(),
  mute: z.object({ conversationId: z.string(), ...muteSchema.shape }).exactOptional(),
  /** Rules that hand over to a person: the operators are told. */
  handovers: z.array(z.object({ ruleId: z.string(), note: z.string(), until: z.number() })).exactOptional(),
  /** What goes to targets outside: by the routing table, then by rules. Absent where there is nothing. */
  deliveries: z.array(deliveryOrderSchema).exactOptional(),
});

export type Decision = z.infer<typeof decisionSchema>;

/** Commands, and deliveries by rules, that one message may cause; further ones are dropped, and the decision says so. */
export const MAX_COMMANDS = 20;

/** What a message is judged with, beside the rules. */
export type Circumstances = {
  /** The one that received it; undefined if it is not known at all. */
  readonly account: Account | undefined;
  /** wxids of all accounts of the fleet: what they write is never answered, so that no two of them talk for ever. */
  readonly ownWxids: ReadonlySet<string>;
  readonly now: number;
  /** How long a person's own message pauses automation; needed for such messages only. */
  readonly personAnswered?: PersonAnswered | undefined;
  /** What was read because it was wanted. */
  readonly facts?: Facts | undefined;
  /** Other accounts, by appId, that are Official Accounts: what is long goes to them in parts. */
  readonly officials?: ReadonlySet<string>;
  /** Whose messages make profiles; nobody's where it is left out. */
  readonly profiles?: ProfileScope;
};

/** A decision, or which facts it takes to come to one. */
export type Deciding =
  | { readonly decision: Decision; readonly wanted?: never }
  | { readonly wanted: Wanted; readonly decision?: never };

export type Source = { readonly envelopeId: string; readonly message: InboundMessage };

/**
 * Decides what happens to a message: pure, so that the same message, circumstances and rules always give the same
 * commands with the same ids. An account that is unknown or not registered gives no answers: the message is kept and
 * flagged. What the fleet's own accounts wrote gets none either, nor does their coming into a group.
 */
export function decide(source: Source, circumstances: Circumstances, rules: CompiledRules): Deciding {
  const { account, ownWxids, facts, now, personAnswered, profiles = "off", officials } = circumstances;
  const { message } = source;
  const nothing = { ruleSetVersion: rules.version, rules: [], commands: [], notes: [], flags: [] };
  if (!account?.registered) return { decision: { ...nothing, flags: ["unknown-account"] } };
  const pause = personAnswered && pauseByPhone(message, personAnswered, now);
  if (isFromFleet(message, account, ownWxids) || areOwnNewcomers(message, ownWxids)) {
    return { decision: { ...nothing, ...(pause ? { mute: pause } : {}) } };
  }
  const judged = rules.judge(message, account, facts);
  if ("wanted" in judged) return judged;
  if (!facts && judged.matches.length > 0) return { wanted: ONLY_MUTE };
  const isHeldBack = judged.matches.length > 0 && isMuted(facts?.mutedUntil ?? 0, message);
  const matches = isHeldBack ? [] : judged.matches;
  const draft = draftSession(facts?.session, message);
  const effects = matches.flatMap((match) => effectsOf(match, source, { account, facts, draft }));
  const isOfficial = (appId: string) =>
    appId === account.appId ? account.channel === "official" : (officials?.has(appId) ?? false);
  const commands = commandsOf(effects, source, isOfficial, now);
  const aiTask = firstAiTask(effects, source, account, now);
  const deliveries = deliveriesOf(effects, source, rules.version, now);
  const flags = [...new Set(effects.flatMap(({ effect }) => (effect.type === "flag" ? [effect.flag] : [])))];
  if (isHeldBack) flags.push("muted");
  if (commands.length > MAX_COMMANDS || deliveries.length > MAX_COMMANDS) flags.push("too-many-commands");
  const cooldowns = matches.flatMap((match) => match.cooldowns);
  const profile = profileChangeOf(
    source.message,
    effects.map(({ effect }) => effect),
    judged.matches.length > 0,
    account.wxid,
    profiles,
  );
  return {
    decision: {
      ruleSetVersion: rules.version,
      rules: matches.map(({ rule }) => rule.id),
      commands: commands.slice(0, MAX_COMMANDS),
      ...(aiTask ? { aiTask } : {}),
      notes: effects.flatMap(({ ruleId, effect }) => (effect.type === "note" ? [{ ruleId, note: effect.note }] : [])),
      flags,
      ...(cooldowns.length > 0 ? { cooldowns } : {}),
      ...(profile ? { profile } : {}),
      ...conversationPart(effects, { message, draft, now }),
      ...(deliveries.length > 0 ? { deliveries: deliveries.slice(0, MAX_COMMANDS) } : {}),
    },
  };
}

/** Other accounts that are to send what an Official Account would have to split: which of them are, decides anew. */
export function longElsewhere({ commands }: Decision, { message }: Source): readonly string[] {
  const long = commands.filter(({ appId, content }) => appId !== message.appId && officialContents(content).length > 1);
  return [...new Set(long.map(({ appId }) => appId))];
}

type Acting = { readonly account: Account; readonly facts: Facts | undefined; readonly draft: SessionDraft };

function effectsOf(match: Match, source: Source, acting: Acting): RuleEffect[] {
  const { rule } = match;
  const { account, draft } = acting;
  const values = valuesOf(match, source.message, acting);
  return rule.actions.flatMap((action, index) => {
    const context: ActionContext = {
      rule,
      message: source.message,
      account,
      render: (template, mentioning) =>
        renderTemplate(
          template,
          mentioning ? { ...values(), members: membersShown(source.message, "mentioned") } : values(),
        ),
      choose: (count) => chosen([source.message.newMsgId ?? source.envelopeId, rule.id, String(index)], count),
    };
    return typeOf(action)
      .effects(action, context)
      .map((effect) => {
        const isFull = effect.type === "session" && !draft.edit(effect.edit);
        return { ruleId: rule.id, effect: isFull ? { type: "flag", flag: "session-full" } : effect };
      });
  });
}

/** Made when the first text with a variable asks for them. */
function valuesOf(match: Match, message: InboundMessage, { account, facts, draft }: Acting) {
  let values: TemplateValues | undefined;
  return () => {
    values ??= {
      sender: { name: senderName(message, facts), wxid: writerOf(message) },
      account,
      members: membersShown(message, "named"),
      inviter: inviterName(message, account),
      text: message.kind === "text" || message.kind === "quote" ? message.text : "",
      captures: match.captures(),
      get session() {
        return draft.values();
      },
      sentAt: message.sentAt,
      timeZone: match.rule.hours?.timeZone ?? "Asia/Shanghai",
    };
    return values;
  };
}

/** A friend request says itself who asks, and a notice who is new. */
function senderName(message: InboundMessage, facts: Facts | undefined): string {
  return nameInside(message) || (facts?.senderName ?? "");
}

function nameInside(message: InboundMessage): string {
  if (message.kind === "friend-request") return message.nickname;
  if (message.kind !== "group-joined") return "";
  const [person, ...others] = newPeople(message);
  return others.length > 0 ? "" : (person?.nickname ?? "");
}

function inviterName(message: InboundMessage, account: Account): string {
  if (message.kind !== "group-joined") return "";
  const { username, nickname } = message.by;
  return nickname === "" && username !== "" && username === message.wxid ? account.name : nickname;
}

function chosen(seed: readonly string[], count: number): number {
  return Number.parseInt(sha256Hex(...seed).slice(0, 12), 16) % count;
}

/** One at most: two answers to one question would talk past each other. */
function firstAiTask(
  effects: readonly RuleEffect[],
  source: Source,
  { channel }: Account,
  now: number,
): AiTask | undefined {
  for (const { ruleId, effect } of effects) {
    const task = effect.type === "ask-ai" ? aiTaskOf(effect.ask, source, ruleId, now, channel) : undefined;
    if (task) return task;
  }
  return undefined;
}

/** Ids count a rule's commands from 0. */
function commandsOf(
  effects: readonly RuleEffect[],
  { envelopeId }: Source,
  isOfficial: (appId: string) => boolean,
  now: number,
): OutboundCommand[] {
  const ordinals = new Map<string, number>();
  return effects.flatMap(({ ruleId, effect }) => {
    if (effect.type !== "send") return [];
    const { appId, to, content } = effect;
    return (isOfficial(appId) ? officialContents(content) : [content]).map((part): OutboundCommand => {
      const ordinal = ordinals.get(ruleId) ?? 0;
      ordinals.set(ruleId, ordinal + 1);
      const id = commandId(envelopeId, ruleId, ordinal);
      const origin = { envelopeId, ruleId };
      return { id, generation: 0, appId, to, content: part, notAfter: now + REPLY_LIFETIME, createdAt: now, origin };
    });
  });
}

/** Ids count a rule's deliveries from 0. */
function deliveriesOf(
  effects: readonly RuleEffect[],
  { envelopeId }: Source,
  ruleSetVersion: number,
  at: number,
): DeliveryOrder[] {
  const ordinals = new Map<string, number>();
  return effects.flatMap(({ ruleId, effect }) => {
    if (effect.type !== "deliver") return [];
    const ordinal = ordinals.get(ruleId) ?? 0;
    ordinals.set(ruleId, ordinal + 1);
    const { target, as: type, data } = effect;
    const id = deliveryId(envelopeId, ruleId, ordinal);
    return [{ id, target, type, origin: { by: "rule", id: ruleId, ruleSetVersion }, at, ...(data ? { data } : {}) }];
  });
}
