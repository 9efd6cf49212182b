import * as z from "zod";
import { answeredTo } from "../../messages/domain/answered-to.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import { isSent } from "../../messages/domain/kinds.ts";
import { newPeople } from "../../messages/domain/new-members.ts";

/** Values that a session holds, and characters of each. */
export const MAX_SESSION_VALUES = 20;
export const MAX_VALUE_LENGTH = 500;

/** Minutes (30 days) that a session lives without a change at most, and that one pause of automation takes at most. */
export const MAX_MINUTES = 43_200;

export const stepSchema = z.string().regex(/^[\p{L}\p{N}_-]{1,64}$/u, "a step has 1 to 64 letters, digits, '_' or '-'");
export const valueNameSchema = z
  .string()
  .regex(/^[\p{L}_][\p{L}\p{N}_]{0,63}$/u, "a value's name has 1 to 64 letters, digits or '_', and no digit first");

/** How far one person has come in a form, and what the person has filled in. */
export const sessionSchema = z.object({
  /** Empty where no rule has set a step. */
  step: z.string(),
  values: z.record(z.string(), z.string()),
  /** The session ends then, epoch ms. */
  until: z.number(),
});

export type Session = z.infer<typeof sessionSchema>;

/** Names a session: that of a private conversation, or that of one member of a group. */
const sessionKeySchema = z.object({ conversationId: z.string(), member: z.string().exactOptional() });

export type SessionKey = z.infer<typeof sessionKeySchema>;

/**
 * The whole session after a message; `session` is absent where it ends. The change follows on `revision` only, so that
 * carrying it out twice changes nothing and an older change never replaces a newer one.
 */
export const sessionChangeSchema = z.object({
  key: sessionKeySchema,
  revision: z.int(),
  session: sessionSchema.exactOptional(),
});

export type SessionChange = z.infer<typeof sessionChangeSchema>;

/**
 * A session as it is stored; `revision` is 0 before the first one. A session that has ended (`until`) is still there.
 */
export type StoredSession = { readonly revision: number; readonly session: Session | undefined };

export const muteSchema = z.object({
  /** Who paused automation: a person who wrote from the account's phone, a rule that handed over or was braked, or an operator. */
  by: z.enum(["phone", "rule", "operator"]),
  /** When it was decided, epoch ms: a later decision replaces an earlier one. */
  at: z.number(),
  /** Epoch ms. */
  until: z.number(),
  /** The reason, for operators. */
  note: z.string().exactOptional(),
  /** The brake made it: rules answered too often, as if they talked to another bot. */
  braked: z.literal(true).exactOptional(),
});

/** A pause of automation in a conversation: no rule answers until it ends. */
export type Mute = z.infer<typeof muteSchema>;

/** A conversation with its pause. */
export type MutedConversation = { readonly appId: string; readonly conversationId: string; readonly mute: Mute };

/**
 * The wxid of the person who wrote, or whom a notice is about: who asks to be a friend, who is new in a group. Empty
 * where a notice is about several people, or about a person whose wxid it does not tell.
 */
export function writerOf(message: InboundMessage): string {
  if (message.kind === "friend-request") return message.fromWxid;
  if (message.kind !== "group-joined") return message.sender;
  const [person, ...others] = newPeople(message);
  return others.length > 0 ? "" : (person?.username ?? "");
}

/** The key of the writer's session in the conversation that an answer to the message goes to. */
export function sessionKeyOf(message: InboundMessage): SessionKey {
  const conversationId = answeredTo(message);
  return message.chat === "group" ? { conversationId, member: writerOf(message) } : { conversationId };
}

/** The value of a name; empty for a name that the values do not have. */
export function valueIn(values: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(values, name) ? (values[name] ?? "") : "";
}

/** The session as it was when the message was sent, so that a late message is judged as it would have been in time. */
export function liveSession(stored: StoredSession | undefined, { sentAt }: InboundMessage): Session | undefined {
  const session = stored?.session;
  return session && session.until > sentAt ? session : undefined;
}

/**
 * Whether a pause until `mutedUntil` (epoch ms) covers a message: all that was sent before its end is left to a person.
 */
export function isMuted(mutedUntil: number, { sentAt }: InboundMessage): boolean {
  return mutedUntil > sentAt;
}

/**
 * The pause that begins when a person writes from the account's phone; undefined for other messages. A pause that is
 * over by now counts as well, because messages that were sent within it may come as late. `now` in epoch ms.
 */
export function pauseByPhone(
  message: InboundMessage,
  { privateMinutes, groupMinutes }: { readonly privateMinutes: number; readonly groupMinutes: number },
  now: number,
): (Mute & { readonly conversationId: string }) | undefined {
  const isWritten = message.fromSelf && isSent(message.kind);
  const minutes = message.chat === "group" ? groupMinutes : privateMinutes;
  const until = message.sentAt + minutes * 60_000;
  if (!isWritten || minutes === 0) return undefined;
  return { conversationId: message.conversationId, by: "phone", at: now, until };
}
