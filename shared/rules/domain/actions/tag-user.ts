import * as z from "zod";
import { tagSchema } from "../../../accounts/domain/account.ts";
import { actionType } from "./action.ts";

const tags = z.array(tagSchema).min(1).max(20);

/** Gives the sender tags of the platform, or takes them away. They are in the profile, not in WeChat. */
export const tagUser = actionType({
  schema: z
    .strictObject({ type: z.literal("tag-user"), add: tags.optional(), remove: tags.optional() })
    .refine(({ add, remove }) => add ?? remove, "name the tags to add or to remove"),
  effects: ({ add = [], remove = [] }) => [
    ...remove.map((tag) => ({ type: "tag" as const, tag, on: false })),
    ...add.map((tag) => ({ type: "tag" as const, tag, on: true })),
  ],
});
