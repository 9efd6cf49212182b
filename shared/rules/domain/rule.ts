import * as z from "zod";
import { appIdSchema, tagSchema } from "../../accounts/domain/account.ts";
import { channels } from "../../accounts/domain/channel.ts";
import { activeHoursSchema } from "../../kernel/domain/active-hours.ts";
import { kindsSchema } from "../../messages/domain/kinds-schema.ts";
import { actionSchema } from "./actions/registry.ts";
import { ruleSetIssues } from "./checking/set-limits.ts";
import { conditionsOf, matchSchema } from "./condition.ts";
import { conversationFilters } from "./conversation-conditions.ts";

const ids = z.array(z.string().trim().min(1).max(128)).min(1).max(5000);

/** Lets through only included ids, if some are named, and no excluded ids. */
const filter = z
  .strictObject({ include: ids.optional(), exclude: ids.optional() })
  .refine(({ include, exclude }) => include ?? exclude, "name whom to include or to exclude");

const MONTH_SECONDS = 30 * 86_400;
const pause = z.int().min(1).max(MONTH_SECONDS);

export const ruleSchema = z
  .strictObject({
    id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "a rule id has 1 to 64 letters, digits, '_' or '-'"),
    name: z.string().min(1).max(200),
    enabled: z.boolean().default(true),
    /** Higher goes first; equal ones keep their order in the list. */
    priority: z.int().min(-1000).max(1000).default(0),
    /** Only for these accounts and for accounts with one of the `tags`; for all where both are left out. */
    accounts: z.array(appIdSchema).min(1).max(5000).optional(),
    tags: z.array(tagSchema).min(1).max(100).optional(),
    /** Only for accounts of this channel. */
    channel: z.enum(channels).optional(),
    /**
     * `mentioned`: in a group, if the message mentions this account or everybody; `mentioned-me`: this account by name;
     * `mentioned-all`: everybody, and not this account by name.
     */
    chat: z.enum(["any", "private", "group", "mentioned", "mentioned-me", "mentioned-all"]).default("any"),
    /**
     * wxids of those who write; `gh_*` stands for all that begin so. WeChat's services, Official Accounts and accounts of
     * the fleet are answered only by rules that include them.
     */
    senders: filter.optional(),
    /** Ids of groups; a rule that includes some is for these groups only. */
    groups: filter.optional(),
    /** Only messages of these kinds. */
    kinds: kindsSchema.optional(),
    /** Only for messages that are sent within these hours. */
    hours: activeHoursSchema.optional(),
    match: matchSchema,
    ...conversationFilters,
    /** Seconds for which the rule is not tried after it matched: for the person, for the group. */
    cooldown: z
      .strictObject({ user: pause.optional(), group: pause.optional() })
      .refine(({ user, group }) => user ?? group, "name the seconds for user or group")
      .optional(),
    actions: z.array(actionSchema).min(1).max(10),
    /** Rules of lower priority are still tried after this one matched. */
    continue: z.boolean().default(false),
  })
  .refine(({ groups, chat }) => !groups?.include || chat !== "private", {
    path: ["groups"],
    message: "a rule for private chats cannot be for groups",
  })
  .refine(({ match }) => conditionsOf(match).filter(({ condition }) => condition.type === "regex").length <= 20, {
    path: ["match"],
    message: "a rule may have 20 patterns",
  });

export const MAX_RULES = 100_000;

export const ruleSetSchema = z
  .strictObject({ rules: z.array(ruleSchema).max(MAX_RULES) })
  .superRefine((set, context) => {
    for (const issue of ruleSetIssues(set.rules)) context.addIssue({ code: "custom", ...issue });
  });

export type Rule = z.infer<typeof ruleSchema>;

/** One published, immutable state of all rules. Version 0 is the empty set before the first publication. */
export type RuleSnapshot = {
  readonly version: number;
  readonly rules: readonly Rule[];
  readonly publishedAt: number;
  readonly publishedBy: string;
  /** Why it was published, for operators. */
  readonly note?: string;
  /** The version whose rules these are again. */
  readonly rolledBackTo?: number;
  /** The draft's revision that was published. */
  readonly draftRevision?: number;
  /** The `PATTERN_ENGINE` that compiled all its patterns when it was published. */
  readonly patternEngine?: string;
};

export const NO_RULES: RuleSnapshot = { version: 0, rules: [], publishedAt: 0, publishedBy: "" };
