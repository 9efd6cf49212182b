import * as z from "zod";
import { type ReasonCode, reasonSchema } from "./reason.ts";
import { accountStates } from "./state.ts";

/** `at` in epoch ms; `epoch`: the account's after it. */
const common = { at: z.number(), epoch: z.int() };

/** News of an account. It stands in the account's row until the bus has it. */
export const announcementSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("moved"),
    ...common,
    from: z.enum(accountStates),
    to: z.enum(accountStates),
    reason: reasonSchema.optional(),
  }),
  /** A login waits for a person: `qrUrl` shows the code to scan, `verifyUrl` is the page of a new device's check. */
  z.object({
    type: z.literal("person-needed"),
    ...common,
    reason: reasonSchema,
    qrUrl: z.string(),
    verifyUrl: z.string().optional(),
  }),
]);

export type Announcement = z.infer<typeof announcementSchema>;

/** Most announcements that an account keeps while the bus is away: the oldest go. */
export const MOST_UNTOLD = 20;

/** Announcements older than this (ms) were left by a crash or a bus outage. */
const LEFT = 5000;

/** Reasons with which a person has to log the account in. */
const LOGIN_NEEDED: ReadonlySet<ReasonCode> = new Set([
  "sends-refused",
  "device-gone",
  "banned",
  "scan-timeout",
  "scan-cancelled",
  "code-expired",
  "login-refused",
  "wrong-account",
]);

/** Whether a move means that a person has to log the account in. */
export function needsLogin({ reason }: Extract<Announcement, { type: "moved" }>): boolean {
  return reason !== undefined && LOGIN_NEEDED.has(reason.code);
}

/** Whether a crash or a bus outage left some of them. */
export function isLeft(untold: readonly Announcement[], now: number): boolean {
  return untold.some(({ at }) => now - at >= LEFT);
}

/** As JSON: the same announcement always has the same text. */
export function announcementText(announcement: Announcement): string {
  return JSON.stringify(announcementSchema.parse(announcement));
}

/** In the order in which it happened. */
export function inOrder(untold: readonly Announcement[]): Announcement[] {
  return untold.toSorted((a, b) => a.epoch - b.epoch || a.at - b.at);
}
