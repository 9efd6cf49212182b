import * as z from "zod";
import {
  MAX_MINUTES,
  MAX_SESSION_VALUES,
  stepSchema,
  valueNameSchema,
} from "../../../conversations/domain/conversation.ts";
import { actionType } from "./action.ts";

const schema = z
  .strictObject({
    type: z.literal("set-session"),
    /** The step of the form from now on; unchanged where left out. */
    step: stepSchema.optional(),
    /** Texts with variables by name, added to the values that the session has. */
    values: z
      .record(valueNameSchema, z.string().max(500))
      .refine(
        (values) => Object.keys(values).length <= MAX_SESSION_VALUES,
        `a session has ${MAX_SESSION_VALUES} values at most`,
      )
      .optional(),
    /** The session ends so many minutes after this message, unless a later one sets it again. */
    ttlMinutes: z.int().min(1).max(MAX_MINUTES).default(30),
    /** Forgets the earlier step and values; alone it ends the session. */
    clear: z.literal(true).optional(),
  })
  .refine(({ step, values, clear }) => step ?? values ?? clear, "name a step, values, or clear");

/** Stores a person's answers and the next step of a form, for each person in each conversation. */
export const setSession = actionType({
  schema,
  setsInSession: ({ values = {}, step }) => ({ values: Object.keys(values), step }),
  effects: ({ step, values = {}, ttlMinutes, clear = false }, { render }) => [
    {
      type: "session",
      edit: {
        clear,
        step,
        values: Object.fromEntries(Object.entries(values).map(([name, text]) => [name, render(text).trim()])),
        ttlMinutes,
      },
    },
  ],
  templates: ({ values = {} }) => Object.entries(values).map(([name, text]) => ({ path: `values.${name}`, text })),
});
