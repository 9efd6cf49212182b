import * as z from "zod";
import { kindsSchema } from "../../messages/domain/kinds-schema.ts";
import { eventCondition } from "./event.ts";
import { MAX_REGEX_COST, regexCost } from "./matching/regex-cost.ts";

/** `false`: simplified and traditional characters are different ones. They are alike where it is left out. */
const anyScript = z.boolean().optional();

const keywordCondition = z.strictObject({
  type: z.literal("keyword"),
  /**
   * `exact`: the whole text, trimmed; `prefix`: its beginning; `contains`: anywhere in it. Upper and lower case are the
   * same, and so are full-width and half-width forms; signs that show nothing do not count.
   */
  mode: z.enum(["exact", "prefix", "contains"]),
  keywords: z.array(z.string().trim().min(1).max(200)).min(1).max(500),
  anyScript,
});

const regexCondition = z.strictObject({
  type: z.literal("regex"),
  /** RE2 syntax: linear time, no lookaround, no backreferences. Actions may quote what `(?P<name>…)` captures. */
  pattern: z
    .string()
    .min(1)
    .max(1000)
    .refine(
      (pattern) => regexCost(pattern) <= MAX_REGEX_COST,
      "the pattern is too costly: use fewer counted repetitions such as {200} and Unicode classes such as \\p{L}",
    ),
  ignoreCase: z.boolean().default(false),
  /** The pattern is looked for in the text as it was written, and then in the text with simplified characters. */
  anyScript,
});

const kindCondition = z.strictObject({ type: z.literal("kind"), kinds: kindsSchema });

/** The first message of this person to the account, in a private chat. */
const firstMessageCondition = z.strictObject({ type: z.literal("first-message") });

const CONDITIONS = [keywordCondition, regexCondition, kindCondition, eventCondition, firstMessageCondition] as const;

const conditionSchema = z.discriminatedUnion("type", CONDITIONS);

const conditions = z.array(conditionSchema).min(1).max(50);

/** Holds if a condition of `any` holds, all conditions of `all` hold, and no condition of `none` holds. */
const combination = z
  .strictObject({
    type: z.literal("combination"),
    any: conditions.optional(),
    all: conditions.optional(),
    none: conditions.optional(),
  })
  .refine(({ any, all, none }) => any ?? all ?? none, "name at least one condition, in any, all or none");

/** One condition, or several combined. */
export const matchSchema = z.discriminatedUnion("type", [...CONDITIONS, combination]);

export type Condition = z.infer<typeof conditionSchema>;
export type RuleMatch = z.infer<typeof matchSchema>;
export type Combination = {
  readonly any: readonly Condition[];
  readonly all: readonly Condition[];
  readonly none: readonly Condition[];
};

/** The combined form of any match: a single condition becomes the only one of `all`. */
export function combinationOf(match: RuleMatch): Combination {
  if (match.type !== "combination") return { any: [], all: [match], none: [] };
  return { any: match.any ?? [], all: match.all ?? [], none: match.none ?? [] };
}

/** All conditions of a match with their paths in it. */
export function conditionsOf(match: RuleMatch): { readonly path: string; readonly condition: Condition }[] {
  if (match.type !== "combination") return [{ path: "", condition: match }];
  return (["any", "all", "none"] as const).flatMap((part) =>
    (match[part] ?? []).map((condition, index) => ({ path: `.${part}.${index}`, condition })),
  );
}
