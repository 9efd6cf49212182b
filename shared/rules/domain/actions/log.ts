import * as z from "zod";
import { actionType } from "./action.ts";

/** Writes a note to the function's log. */
export const log = actionType({
  schema: z.strictObject({ type: z.literal("log"), note: z.string().max(500).optional() }),
  effects: ({ note }, { rule }) => [{ type: "note", note: note ?? rule.name }],
});
