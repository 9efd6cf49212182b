import { TemplateError } from "../template/intrinsics.ts";
import type { Condition } from "./statement.ts";
import { wildcard } from "./wildcard.ts";

/** The values that a request has under a condition key; undefined where it has not got the key. */
export type RequestContext = (key: string) => readonly string[] | undefined;

type Comparison = { readonly positive: boolean; matcher(wanted: string): (value: string) => boolean };

const equals = (wanted: string) => (value: string) => value === wanted;
const like = (wanted: string) => wildcard(wanted);

/** Source: "IAM JSON policy elements: Condition operators" in the IAM user guide. */
const COMPARISONS: Readonly<Record<string, Comparison>> = {
  StringEquals: { positive: true, matcher: equals },
  StringNotEquals: { positive: false, matcher: equals },
  StringLike: { positive: true, matcher: like },
  StringNotLike: { positive: false, matcher: like },
  ArnEquals: { positive: true, matcher: like },
  ArnLike: { positive: true, matcher: like },
  ArnNotEquals: { positive: false, matcher: like },
  ArnNotLike: { positive: false, matcher: like },
};

/** The keys that requests to the embedded cloud have. */
const KEYS =
  /^(dynamodb:LeadingKeys|s3:prefix|iam:PassedToService|lambda:SourceFunctionArn|kms:EncryptionContextKeys|kms:EncryptionContext:.+)$/;

/**
 * Whether a request meets a condition. Without a key, `ForAllValues` and the negative operators hold, the others do not.
 * Throws `TemplateError` for an operator or a key that is not evaluated here.
 */
export function compileCondition({ operator, key, values }: Condition): (context: RequestContext) => boolean {
  const [, set, name = "", ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  const comparison = COMPARISONS[name];
  if (!comparison) throw new TemplateError(`the condition operator ${operator} is not emulated`);
  if (!KEYS.test(key)) throw new TemplateError(`the condition key ${key} is not emulated`);
  const matchers = values.map((value) => comparison.matcher(value));
  const holds = (value: string) => matchers.some((matches) => matches(value)) === comparison.positive;
  const withoutKey = ifExists !== undefined || set === "ForAllValues" || (set === undefined && !comparison.positive);
  return (context) => {
    const given = context(key);
    if (given === undefined || given.length === 0) return withoutKey;
    return set === "ForAnyValue" ? given.some(holds) : given.every(holds);
  };
}
