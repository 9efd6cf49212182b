import * as z from "zod";
import { appIdSchema } from "../../../accounts/domain/account.ts";
import { forwardedContents } from "../../../messages/domain/kinds.ts";
import { actionType } from "./action.ts";

/** Sends the message on, as it came where the gateway can do that. */
export const forward = actionType({
  schema: z.strictObject({
    type: z.literal("forward"),
    /** The wxid or group id that gets it. */
    to: z.string().min(1).max(128),
    /** The account that sends it; the receiving account where left out. */
    appId: appIdSchema.optional(),
  }),
  effects: ({ to, appId }, { message }) =>
    forwardedContents(message).map((content) => ({ type: "send", appId: appId ?? message.appId, to, content })),
});
