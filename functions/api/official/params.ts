import * as z from "zod";
import { accountParams, wxidSchema } from "../accounts/params.ts";

/** What can go wrong in any call of WeChat's API. */
export const weixinProblems = ["conflict", "refused", "throttled", "unreachable", "outcome-unknown"] as const;

/** Parameters of a path under a tag of an account's followers. */
export const tagParams = accountParams.extend({
  tagId: z
    .string()
    .regex(/^\d{1,9}$/, "a tag's id is a number")
    .transform(Number),
});

/** Parameters of a path under a person at an Official Account. */
export const followerParams = accountParams.extend({ openid: wxidSchema });
