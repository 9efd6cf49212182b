import * as z from "zod";
import { type Account, appIdSchema, tagSchema, tagsSchema } from "../../accounts/domain/account.ts";
import { wxidSchema } from "../../messages/domain/content.ts";

/** Ids that one definition may name: with them it still fits into an item of DynamoDB. */
const MAX_IDS = 5000;

const ids = z.array(wxidSchema).min(1).max(MAX_IDS);

/** Groups by id, or by name, in which `*` stands for anything. */
const groupFilter = z
  .strictObject({
    ids: ids.optional(),
    names: z.array(z.string().trim().min(1).max(100)).min(1).max(100).optional(),
  })
  .refine(({ ids: some, names }) => some ?? names, "name the groups by ids or names");

/** To whom each of the accounts sends. */
export const recipientsSchema = z.discriminatedUnion("type", [
  /** These: wxids, openids or groups (`…@chatroom`). */
  z.strictObject({ type: z.literal("list"), ids }),
  /** The groups of its view; without `include` all of them. */
  z.strictObject({ type: z.literal("groups"), include: groupFilter.optional(), exclude: groupFilter.optional() }),
  /** The friends of its view; with `tags` those alone whose profile has one of them. */
  z.strictObject({ type: z.literal("friends"), tags: tagsSchema.min(1).optional(), exclude: ids.optional() }),
]);

export type Recipients = z.infer<typeof recipientsSchema>;

/** Who sends, and to whom. */
export const audienceSchema = z
  .strictObject({
    /** These accounts, and those with one of the `tags`. */
    accounts: z.array(appIdSchema).min(1).max(MAX_IDS).optional(),
    tags: z.array(tagSchema).min(1).max(100).optional(),
    recipients: recipientsSchema,
  })
  .refine(({ accounts, tags }) => accounts ?? tags, {
    path: ["accounts"],
    message: "name the accounts that send, by accounts or tags",
  });

export type Audience = z.infer<typeof audienceSchema>;

/** Whether an account sends what is for this audience. */
export function isInAudience(
  { accounts, tags }: Pick<Audience, "accounts" | "tags">,
  account: Pick<Account, "appId" | "registered" | "tags">,
): boolean {
  if (!account.registered) return false;
  return (accounts?.includes(account.appId) ?? false) || account.tags.some((tag) => tags?.includes(tag));
}
