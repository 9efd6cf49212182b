import * as z from "zod";
import { appIdSchema } from "../../accounts/domain/account.ts";

/** Where WeChat asks an account's owner for the authorization. */
export const LOGIN_PAGE = "https://mp.weixin.qq.com";

/** A third-party platform as it is stored, without its secrets. Times in epoch ms. */
export const componentSchema = z.object({
  componentAppId: appIdSchema,
  name: z.string(),
  /** The origin of the authorization page, where it is not WeChat's. */
  loginPage: z.url().optional(),
  revision: z.int().min(1),
  updatedAt: z.number(),
  /** The newest verify ticket: when WeChat made it, and when it came in. Undefined until the first was pushed. */
  ticket: z.object({ createdAt: z.number(), receivedAt: z.number() }).optional(),
});

export type Component = z.infer<typeof componentSchema>;

/** WeChat pushes a verify ticket every ten minutes and takes each for 12 hours, ms. */
export const TICKET_LIFE = 12 * 3_600_000;
/** Older tickets ring. */
export const TICKET_OLD = 11 * 3_600_000;
/** Where tickets stay away for this long, WeChat is asked to push again. */
export const TICKET_LATE = 3_600_000;

/** How old the newest ticket is at `now`, ms; undefined without any. */
export function ticketAge({ ticket }: Component, now: number): number | undefined {
  return ticket && Math.max(0, now - ticket.createdAt);
}
