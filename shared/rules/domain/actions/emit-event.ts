import * as z from "zod";
import { eventTypeSchema } from "../../../deliveries/domain/delivery.ts";
import { actionType } from "./action.ts";
import { dataSchema, dataTemplates, renderedData } from "./data.ts";

/** Puts an event of the operator's own type on the bus, under a source that the platform's own events never have. */
export const emitEvent = actionType({
  schema: z.strictObject({
    type: z.literal("emit-event"),
    /** The event's `detail-type`. */
    event: eventTypeSchema,
    data: dataSchema.optional(),
  }),
  effects: (action, context) => [
    {
      type: "deliver",
      target: { type: "event-bus" },
      as: action.event,
      ...(action.data ? { data: renderedData(action.data, context) } : {}),
    },
  ],
  templates: ({ data }) => dataTemplates(data),
});
