import * as z from "zod";
import { appIdSchema } from "../../accounts/domain/account.ts";
import { wxidSchema } from "../../messages/domain/content.ts";

export const broadcastIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, "a broadcast's id has 1 to 64 letters, digits, '_' or '-'")
  .refine((id) => id !== "runs", "'runs' is no broadcast's id: it stands for the runs of all");

/** The only recipient of a run, and the account that sends. */
export const onlySchema = z.strictObject({ appId: appIdSchema, to: wxidSchema });
