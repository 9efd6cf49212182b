import * as z from "zod";
import { appIdSchema } from "../../accounts/domain/account.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import { contactKinds } from "./directory.ts";

const appId = { appId: appIdSchema };
const id = z.string().min(1);
/** As of when the cause of the task is known, epoch ms. */
const at = z.number();

/**
 * Work on the views of contacts and groups. Every task may be carried out twice and in any order: what it writes is
 * stamped with the time as of which it is known.
 */
export const directoryTaskSchema = z.discriminatedUnion("type", [
  /** Reads the whole address book and spreads the rest of the work; `asked`: a person wants it now. */
  z.object({ type: z.literal("sync-account"), ...appId, request: id, asked: z.boolean().default(false) }),
  /** Queues `sync-account` for the accounts whose hour of the day it is. */
  z.object({ type: z.literal("sync-due") }),
  z.object({ type: z.literal("sync-contacts"), ...appId, kind: z.enum(contactKinds), wxids: z.array(id), at }),
  z.object({ type: z.literal("refresh-contact"), ...appId, wxid: id, at }),
  /** `doubted`: the address book does not list it, so that a refusal means that the account is not in it. */
  z.object({ type: z.literal("refresh-group"), ...appId, groupId: id, at, doubted: z.boolean().default(false) }),
  z.object({ type: z.literal("remove-contact"), ...appId, wxid: id, at }),
  z.object({ type: z.literal("remove-group"), ...appId, groupId: id, at }),
  /** Removes all views of an account that was removed itself. */
  z.object({ type: z.literal("forget-account"), ...appId }),
]);

export type DirectoryTask = Readonly<z.infer<typeof directoryTaskSchema>>;

/** A task that begins only `delaySeconds` (0–900) from now. */
export type DelayedTask = { readonly task: DirectoryTask; readonly delaySeconds: number };

/** Seconds within which changes of one group come to one refresh. */
const SETTLING = 5;

/** What a message changes in the views; undefined for the many that change nothing. `receivedAt` in epoch ms. */
export function taskAfter(message: InboundMessage, receivedAt: number): DelayedTask | undefined {
  const { appId, conversationId } = message;
  switch (message.kind) {
    case "contact-changed": {
      const { username } = message;
      // The account's own profile is no contact.
      if (username === "" || username === message.wxid) return undefined;
      return { task: { type: "refresh-contact", appId, wxid: username, at: receivedAt }, delaySeconds: 0 };
    }
    case "contact-deleted":
      if (message.username === "") return undefined;
      return { task: { type: "remove-contact", appId, wxid: message.username, at: receivedAt }, delaySeconds: 0 };
    case "group-changed":
    case "group-renamed":
    case "group-owner-changed":
    case "member-removed":
    case "group-joined":
      return refreshed(appId, conversationId, receivedAt, SETTLING);
    case "group-left":
    case "removed-from-group":
    case "group-dismissed":
      if (conversationId === "") return undefined;
      return { task: { type: "remove-group", appId, groupId: conversationId, at: receivedAt }, delaySeconds: 0 };
    default:
      return undefined;
  }
}

function refreshed(appId: string, groupId: string, at: number, delaySeconds: number): DelayedTask | undefined {
  if (groupId === "") return undefined;
  return { task: { type: "refresh-group", appId, groupId, at, doubted: false }, delaySeconds };
}

/** Only the newest task about each contact and group: it covers the earlier ones. */
export function newestTasks(tasks: readonly DelayedTask[]): DelayedTask[] {
  const newest = new Map<string, DelayedTask>();
  for (const delayed of tasks) {
    const { task } = delayed;
    const key = JSON.stringify({ ...task, at: 0 });
    const other = newest.get(key)?.task;
    if (!other || timeOf(other) <= timeOf(task)) newest.set(key, delayed);
  }
  return [...newest.values()];
}

function timeOf(task: DirectoryTask): number {
  return "at" in task ? task.at : 0;
}
