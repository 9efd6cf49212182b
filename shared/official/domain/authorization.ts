import * as z from "zod";
import { appIdSchema } from "../../accounts/domain/account.ts";

/**
 * Where an authorization stands. `lost`: the account is still given to the platform, but WeChat refuses the refresh
 * token that is stored (61023); the platform's list gives it back. `withdrawn`: the account's owner took it back.
 */
export const authorizationStates = ["authorized", "lost", "withdrawn"] as const;

/** What an account's owner gave to a third-party platform (第三方平台). Holds no secret. */
export const authorizationSchema = z.object({
  appId: appIdSchema,
  componentAppId: appIdSchema,
  state: z.enum(authorizationStates),
  /** When WeChat said so by its own clock (`CreateTime`), epoch ms: whole seconds. */
  changedAt: z.number(),
  /** Ids of the permission sets (权限集) that the owner granted. */
  funcs: z.array(z.int()).readonly(),
  /** Whether all that follows from the state is done: the account registered, or stopped. */
  settled: z.boolean(),
  /** Grows with every write of the state or the refresh token. */
  revision: z.int().min(1),
});

export type Authorization = z.infer<typeof authorizationSchema>;

/** An authorization as it is to be written. */
export type NewAuthorization = Omit<Authorization, "revision" | "settled">;

/**
 * Whether what WeChat says of `componentAppId` at `at` (epoch ms) surely follows what is stored. Two events of one second
 * have no order, and an older one may be a replay: then WeChat is asked how it is.
 */
export function surelyFollows(
  stored: Authorization | undefined,
  { componentAppId, at }: { readonly componentAppId: string; readonly at: number },
): boolean {
  if (stored === undefined) return true;
  return at > stored.changedAt || (stored.componentAppId !== componentAppId && at === stored.changedAt);
}
