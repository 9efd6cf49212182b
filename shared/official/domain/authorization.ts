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
  /** Grows with every write. */
  revision: z.int().min(1),
});

export type Authorization = z.infer<typeof authorizationSchema>;
