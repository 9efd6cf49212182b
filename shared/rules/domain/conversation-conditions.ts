import * as z from "zod";
import { tagSchema } from "../../accounts/domain/account.ts";
import {
  MAX_SESSION_VALUES,
  MAX_VALUE_LENGTH,
  stepSchema,
  valueNameSchema,
} from "../../conversations/domain/conversation.ts";

const tags = z.array(tagSchema).min(1).max(100);

/** Filters of a rule by the conversation's session and the writer's profile. */
export const conversationFilters = {
  /** Only while the session is at one of these steps. */
  steps: z.array(stepSchema).min(1).max(50).optional(),
  /** Only while the session has these very values; an empty text asks that it has no value of that name. */
  session: z
    .record(valueNameSchema, z.string().max(MAX_VALUE_LENGTH))
    .refine(
      (values) => Object.keys(values).length >= 1 && Object.keys(values).length <= MAX_SESSION_VALUES,
      `name 1 to ${MAX_SESSION_VALUES} values`,
    )
    .optional(),
  /** Only for people whose profile has an included tag and no excluded tag. */
  userTags: z
    .strictObject({ include: tags.optional(), exclude: tags.optional() })
    .refine(({ include, exclude }) => include ?? exclude, "name tags to include or to exclude")
    .optional(),
};
