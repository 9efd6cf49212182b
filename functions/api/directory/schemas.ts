import * as z from "zod";
import { appIdSchema } from "../../../shared/accounts/domain/account.ts";
import { responseSchema } from "../http/schema-names.ts";

/** A person's or Official Account's id. */
export const wxidSchema = z
  .string()
  .regex(/^[A-Za-z0-9_@.-]{1,128}$/, "a wxid has 1 to 128 letters, digits, '_', '@', '.' or '-'");

export const groupIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}@chatroom$/, "a group's id has letters, digits, '_' or '-', and ends in @chatroom");

export const accountParams = z.object({ appId: appIdSchema });
export const contactParams = accountParams.extend({ wxid: wxidSchema });
export const groupParams = accountParams.extend({ groupId: groupIdSchema });

/** What an answer says where the gateway has nothing to tell but success. */
export const done = responseSchema("Done", z.object({ done: z.literal(true) }));
export const DONE = { done: true } as const;

/** What can go wrong in any call of the gateway. */
export const gatewayProblems = ["account-offline", "refused", "throttled", "unreachable", "outcome-unknown"] as const;
