import * as z from "zod";
import { head, person, xml } from "./head.ts";

/** `notice` is the text that a person would see in the chat. */
const notice = { notice: z.string() };

/** Notices of WeChat in a group. */
export const groupNotices = [
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
  /** People who left by themselves. A plain notice knows names only. */
  z.object({ kind: z.literal("member-left"), ...head, ...notice, members: z.array(person) }),
  /**
   * `members`: who is new; `by`: who invited them, or whose code they scanned, both empty where the notice does not say.
   * A plain notice knows names only. The account itself is its wxid without a name.
   */
  z.object({ kind: z.literal("group-joined"), ...head, ...notice, members: z.array(person), by: person }),
  /**
   * A member wants to bring in people, and the group's owner or an administrator has to agree. `members`: whom, as far as
   * the notice says it; `reason`: what the member wrote.
   */
  z.object({
    kind: z.literal("join-application"),
    ...head,
    ...notice,
    members: z.array(person),
    by: person,
    reason: z.string(),
    /** What agreeing takes; empty where the vendor left it out. */
    ticket: z.string(),
  }),
  /** `by`: the owner; empty when the notice gives no name. */
  z.object({ kind: z.literal("group-dismissed"), ...head, ...notice, by: z.array(person) }),
] as const;

/** Notices of WeChat in any chat. */
export const chatNotices = [
  /** The person is a friend now. `name`: empty where the notice does not say. */
  z.object({ kind: z.literal("friend-added"), ...head, ...notice, name: z.string() }),
  /** What was sent did not arrive: the person is a friend no longer, or has blocked the account. */
  z.object({ kind: z.literal("friend-lost"), ...head, ...notice, cause: z.enum(["not-friend", "blocked"]) }),
  /** `what`: a red packet came that only the phone can open, or one was opened. */
  z.object({ kind: z.literal("red-packet-notice"), ...head, ...notice, what: z.enum(["received", "opened"]) }),
] as const;
