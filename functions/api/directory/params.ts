import * as z from "zod";
import { accountParams } from "../accounts/params.ts";

const groupIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}@chatroom$/, "a group's id has letters, digits, '_' or '-', and ends in @chatroom");

/** Parameters of a path under a group that an account is in. */
export const groupParams = accountParams.extend({ groupId: groupIdSchema });
