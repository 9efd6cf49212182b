import * as z from "zod";
import { actionType } from "./action.ts";

/** Notes in the sender's profile that a step, such as `onboarding`, is done; the first time counts. */
export const completeStep = actionType({
  schema: z.strictObject({
    type: z.literal("complete-step"),
    step: z.string().regex(/^[\p{L}\p{N}_.-]{1,64}$/u, "a step has 1 to 64 letters, digits, '_', '.' or '-'"),
  }),
  effects: ({ step }) => [{ type: "step", step }],
});
