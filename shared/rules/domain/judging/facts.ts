import type { StoredAnswers } from "../../../conversations/domain/brake.ts";
import type { StoredSession } from "../../../conversations/domain/conversation.ts";

/** The person (in all conversations of one account) or the group that a pause is for. */
export type CooldownSubject = { readonly type: "user" | "group"; readonly id: string };

/** One rule's pause for one subject. */
export type CooldownKey = { readonly ruleId: string; readonly subject: CooldownSubject };

/** A pause that a decision begins: until then, epoch ms, the rule is not tried for the subject. */
export type Cooldown = CooldownKey & { readonly until: number };

/** A key as one word. */
export function cooldownWord({ ruleId, subject }: CooldownKey): string {
  return `${ruleId} ${subject.type} ${subject.id}`;
}

/** Facts that a message does not tell. They are read only for messages that touch a rule which asks for them. */
export type Facts = {
  /** No earlier message of this person was received, in a private chat. */
  readonly firstMessage: boolean;
  /** Ends of pauses, epoch ms, by `cooldownWord`; pauses that never began are left out. */
  readonly cooldowns: ReadonlyMap<string, number>;
  /** The sender's name; empty where it is unknown. */
  readonly senderName: string;
  /** No rule answers in the conversation until then, epoch ms. Read for every message that rules match. */
  readonly mutedUntil?: number | undefined;
  /** The brake began the pause. */
  readonly isBraked?: boolean;
  /** The last answers of the conversation, by which the brake judges; read together with the pause. */
  readonly answers?: StoredAnswers | undefined;
  readonly session?: StoredSession | undefined;
  /** The tags in the profile of the person who wrote. */
  readonly userTags?: ReadonlySet<string> | undefined;
};

/** The facts that a message needs to be judged. */
export type WantedFacts = {
  readonly firstMessage: boolean;
  readonly cooldowns: readonly CooldownKey[];
  readonly senderName: boolean;
  readonly session: boolean;
  readonly userTags: boolean;
};

/** Wants no facts but the conversation's pause, which is read for every message that a rule matches. */
export const ONLY_MUTE: WantedFacts = {
  firstMessage: false,
  cooldowns: [],
  senderName: false,
  session: false,
  userTags: false,
};
