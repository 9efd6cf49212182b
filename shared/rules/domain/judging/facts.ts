import type { StoredSession } from "../../../conversations/domain/conversation.ts";

/** Whom a cooldown concerns, within one account: a person wherever they write, or a group. */
export type CooldownSubject = { readonly type: "user" | "group"; readonly id: string };

/** One rule's pause for one subject. */
export type CooldownKey = { readonly ruleId: string; readonly subject: CooldownSubject };

/** A pause that a decision begins: the rule is passed over for the subject until then, epoch ms. */
export type Cooldown = CooldownKey & { readonly until: number };

/** A key as one word. */
export function cooldownWord({ ruleId, subject }: CooldownKey): string {
  return `${ruleId} ${subject.type} ${subject.id}`;
}

/** What cannot be seen in a message, and is read only for messages that touch a rule which asks for it. */
export type Facts = {
  /** Nothing of this person was received before, in a chat of the two. */
  readonly firstMessage: boolean;
  /** By `cooldownWord`; those that never began are left out. */
  readonly cooldowns: ReadonlyMap<string, number>;
  /** What the sender is called; empty where nobody knows. */
  readonly senderName: string;
  /** No rule answers in the conversation until then, epoch ms. Read for every message that rules match. */
  readonly mutedUntil?: number | undefined;
  readonly session?: StoredSession | undefined;
  /** The tags in the profile of the person who wrote. */
  readonly userTags?: ReadonlySet<string> | undefined;
};

/** The facts that a message needs to be judged. */
export type Wanted = {
  readonly firstMessage: boolean;
  readonly cooldowns: readonly CooldownKey[];
  readonly senderName: boolean;
  readonly session: boolean;
  readonly userTags: boolean;
};

/** What every message that a rule matches asks for: whether the conversation is muted, which is always read. */
export const ONLY_MUTE: Wanted = {
  firstMessage: false,
  cooldowns: [],
  senderName: false,
  session: false,
  userTags: false,
};
