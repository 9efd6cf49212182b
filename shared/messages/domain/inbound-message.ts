import * as z from "zod";
import { appMessageKinds, mediaKinds } from "./content-kinds.ts";
import { head, person, xml } from "./head.ts";
import { officialKinds } from "./official-kinds.ts";

/** `notice` is the text that a person would see in the chat. */
const notice = { notice: z.string() };

const groupNotices = [
  /** `by`: display name; empty when the notice gives no name. */
  z.object({ kind: z.literal("removed-from-group"), ...head, ...notice, by: z.string() }),
  /** `by`: display name; empty when it was this account. */
  z.object({ kind: z.literal("group-renamed"), ...head, ...notice, by: z.string(), name: z.string() }),
  /** `owner`: display name; empty when it is this account now. */
  z.object({ kind: z.literal("group-owner-changed"), ...head, ...notice, owner: z.string() }),
  /** `revokedMsgId`: the `NewMsgId` of what was taken back; empty when the vendor left it out. */
  z.object({ kind: z.literal("revoke"), ...head, ...notice, revokedMsgId: z.string() }),
  z.object({
    kind: z.literal("pat"),
    ...head,
    from: z.string(),
    to: z.string(),
    /** With `${wxid}` where names go. */
    template: z.string(),
  }),
  z.object({ kind: z.literal("group-announcement"), ...head, ...xml, text: z.string(), announcementId: z.string() }),
  z.object({
    kind: z.literal("group-todo"),
    ...head,
    ...xml,
    todoId: z.string(),
    title: z.string(),
    creator: z.string(),
    operator: z.string(),
    relatedMsgId: z.string(),
    /** With `${wxid}` where names go. */
    template: z.string(),
  }),
  z.object({ kind: z.literal("member-removed"), ...head, ...notice, members: z.array(person) }),
  /**
   * `members`: who is new; `by`: who invited them, or whose code they scanned, both empty where the notice does not say.
   * A plain notice knows names only. The account itself is its wxid without a name.
   */
  z.object({ kind: z.literal("group-joined"), ...head, ...notice, members: z.array(person), by: person }),
  /** `by`: the owner; empty when the notice gives no name. */
  z.object({ kind: z.literal("group-dismissed"), ...head, ...notice, by: z.array(person) }),
] as const;

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
   * Everything that fits no other kind. `raw`: the vendor's `{TypeName, Data}`, or the fields of an Official Account's
   * message, as they came.
   */
  z.object({ kind: z.literal("unknown"), ...head, raw: z.unknown() }),
] as const;

export const inboundMessageSchema = z.discriminatedUnion("kind", [
  ...mediaKinds,
  ...appMessageKinds,
  ...groupNotices,
  ...events,
  ...officialKinds,
]);

/** One message or event of an account, whatever shape the vendor gave it. */
export type InboundMessage = z.infer<typeof inboundMessageSchema>;
export type MessageKind = InboundMessage["kind"];

/** Kinds that only Official Accounts receive. */
export type OfficialKind = z.infer<(typeof officialKinds)[number]>["kind"];

/** What every kind has. */
export type MessageHead = Omit<Extract<InboundMessage, { kind: "offline" }>, "kind">;

/** What a kind adds to the head, `kind` included. */
export type MessageBody = InboundMessage extends infer M
  ? M extends InboundMessage
    ? Omit<M, keyof MessageHead>
    : never
  : never;
