import * as z from "zod";
import { appIdSchema } from "./account.ts";

const head = {
  appId: appIdSchema,
  /** The account's epoch when the task was given: in another one it is stale and dropped. */
  epoch: z.int().min(0),
};

/** Work on one account, to be done now or after a delay. It may come twice or out of order: each is idempotent. */
export const accountTaskSchema = z.discriminatedUnion("type", [
  /** Something said that the account is offline: ask the gateway. Holds in any epoch. */
  z.object({ type: z.literal("check"), appId: appIdSchema, by: z.enum(["offline-callback", "check-failed"]) }),
  /** One try to bring a RECONNECTING account back; `attempt` counts from 1. */
  z.object({ type: z.literal("reconnect"), ...head, attempt: z.int().min(1) }),
  /** Log in again without an operator, as far as that goes. */
  z.object({ type: z.literal("log-in"), ...head }),
  /** Ask how far a login is; `poll` counts from 0. `ticket` tells messages for the same poll apart. */
  z.object({ type: z.literal("poll-login"), ...head, poll: z.int().min(0), ticket: z.string().exactOptional() }),
  /** The account has been LOGGING_IN for too long: the polling of its login was lost. */
  z.object({ type: z.literal("resume-login"), ...head }),
  /** Give the gateway the URL of our callback; `attempt` counts from 1. */
  z.object({ type: z.literal("set-callback"), appId: appIdSchema, attempt: z.int().min(1) }),
]);

export type AccountTask = z.infer<typeof accountTaskSchema>;

/** Tries to reconnect before an account goes to ERROR. */
export const RECONNECT_TRIES = 5;

/** Tries to give the gateway our callback URL. */
export const CALLBACK_TRIES = 8;

/** Wait before the next try to give it, seconds: 15 s doubling, at most 15 min. */
export function callbackDelay(attempt: number): number {
  return Math.min(900, 15 * 2 ** (attempt - 1));
}

/** Wait before a try to reconnect, seconds: 1, 2, 4, 8, 16, at most 60. */
export function reconnectDelay(attempt: number): number {
  return Math.min(60, 2 ** (attempt - 1));
}

/** Wait before the first try after `refusedSends` refusals in a row, seconds: 1, 4, 16. */
export function firstReconnectDelay(refusedSends: number): number {
  return reconnectDelay(Math.max(1, 2 * refusedSends - 1));
}
