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
]);

export type AccountTask = z.infer<typeof accountTaskSchema>;

/** Tries to reconnect before an account goes to ERROR. */
export const RECONNECT_TRIES = 5;

/** Wait before a try to reconnect, seconds: 1, 2, 4, 8, 16, at most 60. */
export function reconnectDelay(attempt: number): number {
  return Math.min(60, 2 ** (attempt - 1));
}
