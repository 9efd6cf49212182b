import * as z from "zod";
import { RULE_MATCHED, webhookIdSchema } from "../../../deliveries/domain/delivery.ts";
import { actionType } from "./action.ts";
import { dataSchema, dataTemplates, renderedData } from "./data.ts";

/** Posts the message to a webhook of the routing table, whose answer may reply in the conversation. */
export const webhook = actionType({
  schema: z.strictObject({
    type: z.literal("webhook"),
    webhook: webhookIdSchema,
    data: dataSchema.optional(),
  }),
  effects: (action, context) => [
    {
      type: "deliver",
      target: { type: "webhook", webhook: action.webhook },
      as: RULE_MATCHED,
      ...(action.data ? { data: renderedData(action.data, context) } : {}),
    },
  ],
  templates: ({ data }) => dataTemplates(data),
});
