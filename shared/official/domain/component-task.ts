import * as z from "zod";
import { appIdSchema } from "../../accounts/domain/account.ts";

const sealedSchema = z.object({ key: z.string(), iv: z.string(), text: z.string(), tag: z.string() });

/**
 * Work that follows from an authorization, to be done at least once and in any order: each is idempotent. `at`: WeChat's
 * time of the event, epoch ms.
 */
export const componentTaskSchema = z.discriminatedUnion("type", [
  /**
   * Exchange a code. `by`: who brought it, the event or the page to which the owner came back; the page does not say of
   * which account it is.
   */
  z.object({
    type: z.literal("authorized"),
    componentAppId: appIdSchema,
    by: z.enum(["event", "page"]),
    appId: appIdSchema.optional(),
    code: sealedSchema,
    /** SHA-256 of the code. */
    codeHash: z.string(),
    at: z.number(),
  }),
  z.object({ type: z.literal("unauthorized"), componentAppId: appIdSchema, appId: appIdSchema, at: z.number() }),
  /** Ask WeChat how it is with an account. */
  z.object({ type: z.literal("confirm"), componentAppId: appIdSchema, appId: appIdSchema, at: z.number() }),
  /** Compare what is stored with the platform's list at WeChat. */
  z.object({ type: z.literal("reconcile"), componentAppId: appIdSchema }),
  /** Each hour: look at the tickets of all platforms, and reconcile those that are due. */
  z.object({ type: z.literal("sweep") }),
]);

export type ComponentTask = z.infer<typeof componentTaskSchema>;

/** Where an authorization code is sealed for: its task in the queue. */
export function codePlace(componentAppId: string, codeHash: string): string {
  return `component-task/${componentAppId}/${codeHash}`;
}
