import * as z from "zod";
import { appIdSchema } from "../../../shared/accounts/domain/account.ts";

/** The id of a person, a group or an Official Account. */
export const wxidSchema = z
  .string()
  .regex(/^[A-Za-z0-9_@.-]{1,128}$/, "a wxid has 1 to 128 letters, digits, '_', '@', '.' or '-'");

/** Parameters of a path under an account. */
export const accountParams = z.object({ appId: appIdSchema });
/** Parameters of a path under a person whom an account knows. */
export const contactParams = accountParams.extend({ wxid: wxidSchema });
