import * as z from "zod";
import { appMessageKinds, mediaKinds } from "./content-kinds.ts";
import { head, person } from "./head.ts";
import { chatNotices, groupNotices } from "./notice-kinds.ts";
import { officialKinds } from "./official-kinds.ts";
import { payKinds } from "./pay-kinds.ts";
import { shareKinds } from "./share-kinds.ts";

/** Why a message has no kind. The metric `CallbackUnknown` counts by it. */
export const unknownReasons = [
  /** An event, a type of message, an app message or a notice that is in no table. */
  "event",
  "message-type",
  "app-message",
  "system-message",
  "notice",
  /** Its kind is known, and what the kind needs is missing or broken. */
  "incomplete",
  /** A member that says what it is, whose it is or which one it is cannot be read. */
  "unreadable",
  /** WeChat's clients tell it each other; people do not see it. */
  "technical",
] as const;

export type UnknownReason = (typeof unknownReasons)[number];

const events = [
  z.object({
    kind: z.literal("contact-changed"),
    ...head,
    ...person.shape,
    remark: z.string(),
    avatarUrl: z.string(),
    signature: z.string(),
    country: z.string(),
    province: z.string(),
    city: z.string(),
    /** 0 unknown, 1 male, 2 female. */
    sex: z.number().optional(),
    v3: z.string(),
  }),
  z.object({ kind: z.literal("group-changed"), ...head, name: z.string(), owner: z.string() }),
  z.object({ kind: z.literal("contact-deleted"), ...head, username: z.string() }),
  z.object({ kind: z.literal("group-left"), ...head }),
  z.object({ kind: z.literal("offline"), ...head }),
  /**
   * Everything that fits no other kind. `raw`: the vendor's `{TypeName, Data}`, or another envelope's members, or the
   * fields of an Official Account's message, as they came.
   */
  z.object({
    kind: z.literal("unknown"),
    ...head,
    raw: z.unknown(),
    /** What keeps it from having a kind; left out in messages that are older than the field. */
    reason: z.enum(unknownReasons).optional(),
  }),
] as const;

export const inboundMessageSchema = z.discriminatedUnion("kind", [
  ...mediaKinds,
  ...appMessageKinds,
  ...shareKinds,
  ...groupNotices,
  ...chatNotices,
  ...events,
  ...officialKinds,
  ...payKinds,
]);

/** One message or event of an account, whatever shape the vendor gave it. */
export type InboundMessage = z.infer<typeof inboundMessageSchema>;
export type MessageKind = InboundMessage["kind"];

/** Kinds that only Official Accounts receive. */
export type OfficialKind = z.infer<(typeof officialKinds)[number]>["kind"];

/** Kinds that come from WeChat Pay. */
export type PayKind = z.infer<(typeof payKinds)[number]>["kind"];

/** What every kind has. */
export type MessageHead = Omit<Extract<InboundMessage, { kind: "offline" }>, "kind">;

/** What a kind adds to the head, `kind` included. */
export type MessageBody = InboundMessage extends infer M
  ? M extends InboundMessage
    ? Omit<M, keyof MessageHead>
    : never
  : never;
