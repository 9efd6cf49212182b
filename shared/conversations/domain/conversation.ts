import * as z from "zod";
import { answeredTo } from "../../messages/domain/answered-to.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import { newPeople } from "../../messages/domain/new-members.ts";
import { isSent } from "../../messages/domain/sent-kinds.ts";

/** Values that a session holds, and characters of each. */
export const MAX_SESSION_VALUES = 20;
export const MAX_VALUE_LENGTH = 500;

/** The longest that a session lives without a change, and that automation is paused at once: 30 days, minutes. */
export const MAX_MINUTES = 43_200;

export const stepSchema = z.string().regex(/^[\p{L}\p{N}_-]{1,64}$/u, "a step has 1 to 64 letters, digits, '_' or '-'");
export const valueNameSchema = z
  .string()
  .regex(/^[\p{L}_][\p{L}\p{N}_]{0,63}$/u, "a value's name has 1 to 64 letters, digits or '_', and no digit first");

/** What is known of one person's way through a form. */
export const sessionSchema = z.object({
  /** Empty where no rule named one. */
  step: z.string(),
  values: z.record(z.string(), z.string()),
  /** Gone from then on, epoch ms. */
  until: z.number(),
});

export type Session = z.infer<typeof sessionSchema>;

/** Whose session: a private conversation's, or in a group that of one member. */
const sessionKeySchema = z.object({ conversationId: z.string(), member: z.string().exactOptional() });

export type SessionKey = z.infer<typeof sessionKeySchema>;

/**
 * The whole session after a message; absent where it ends. It follows on `revision` and on no other, so that carrying it
 * out twice changes nothing and an older change never replaces a newer one.
 */
export const sessionChangeSchema = z.object({
  key: sessionKeySchema,
  revision: z.int(),
  session: sessionSchema.exactOptional(),
});

export type SessionChange = z.infer<typeof sessionChangeSchema>;

/** A session as it is stored; `revision` 0: there never was one. What has ended by `until` is still there. */
export type StoredSession = { readonly revision: number; readonly session: Session | undefined };

export const muteSchema = z.object({
  /** A person who wrote from the account's phone, a rule that handed over, or an operator. */
  by: z.enum(["phone", "rule", "operator"]),
  /** When it was decided, epoch ms: a later word replaces an earlier one. */
  at: z.number(),
  /** Epoch ms. */
  until: z.number(),
  /** Why, for people. */
  note: z.string().exactOptional(),
});

/** Automation says nothing in a conversation. */
export type Mute = z.infer<typeof muteSchema>;

/** A conversation in which automation says nothing at present. */
export type MutedConversation = { readonly appId: string; readonly conversationId: string; readonly mute: Mute };

/**
 * Who wrote, or whom a word of the system is about: the person who asks to be a friend, the one who is new in a group.
 * Empty where that is nobody, several or somebody without a known wxid.
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

/** Empty for a name that the values do not have. */
export function valueIn(values: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(values, name) ? (values[name] ?? "") : "";
}

/** By the time at which the message was sent: what is late is judged as it would have been in time. */
export function liveSession(stored: StoredSession | undefined, { sentAt }: InboundMessage): Session | undefined {
  const session = stored?.session;
  return session && session.until > sentAt ? session : undefined;
}

/** What was written before a person took over is left to the person too. */
export function isMuted(mutedUntil: number, { sentAt }: InboundMessage): boolean {
  return mutedUntil > sentAt;
}

/**
 * The pause that begins when a person writes from the account's phone; undefined where none does. One that is over by now
 * counts as well: what was sent within it may be as late.
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
