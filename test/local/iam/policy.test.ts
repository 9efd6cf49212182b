import { describe, expect, it } from "vitest";
import { compilePolicy, type Verdict } from "../../../local/iam/policy.ts";
import type { Condition, Statement } from "../../../local/iam/statement.ts";

const TABLE = "arn:aws:dynamodb:us-east-1:000000000000:table/state";
const allow = (given: Partial<Statement> = {}): Statement => ({
  effect: "Allow",
  actions: ["dynamodb:GetItem"],
  resources: [TABLE],
  conditions: [],
  ...given,
});
const deny = (given: Partial<Statement> = {}): Statement => ({ ...allow(given), effect: "Deny" });

const verdictOf = (statements: readonly Statement[], action: string, resource: string, keys?: readonly string[]) =>
  compilePolicy(statements, "a test")({ action, resource, ...(keys && { context: () => keys }) });

describe("a policy", () => {
  it.each<[string, readonly Statement[], string, string, Verdict]>([
    ["allows what a statement names", [allow()], "dynamodb:GetItem", TABLE, "allowed"],
    ["knows actions in any case", [allow()], "DynamoDB:getitem", TABLE, "allowed"],
    ["allows no other action", [allow()], "dynamodb:PutItem", TABLE, "unmentioned"],
    ["allows no other resource", [allow()], "dynamodb:GetItem", `${TABLE}2`, "unmentioned"],
    ["knows resources in their own case only", [allow()], "dynamodb:GetItem", TABLE.toUpperCase(), "unmentioned"],
    ["allows nothing without statements", [], "dynamodb:GetItem", TABLE, "unmentioned"],
    [
      "reads * as any characters",
      [allow({ resources: [`${TABLE}/index/*`] })],
      "dynamodb:GetItem",
      `${TABLE}/index/a/b`,
      "allowed",
    ],
    ["reads ? as one character", [allow({ actions: ["dynamodb:?etItem"] })], "dynamodb:GetItem", TABLE, "allowed"],
    [
      "reads a dot as a dot",
      [allow({ resources: ["arn:aws:s3:::a.b/*"] })],
      "dynamodb:GetItem",
      "arn:aws:s3:::axb/c",
      "unmentioned",
    ],
    ["lets a denial win", [allow(), deny({ actions: ["*"] })], "dynamodb:GetItem", TABLE, "denied"],
    ["needs * for a call without a resource", [allow()], "dynamodb:GetItem", "*", "unmentioned"],
  ])("%s", (_what, statements, action, resource, verdict) => {
    expect(verdictOf(statements, action, resource)).toBe(verdict);
  });
});

describe("a condition", () => {
  const on = (operator: string, ...values: string[]): Condition => ({ operator, key: "dynamodb:LeadingKeys", values });

  it.each<[string, readonly string[] | undefined, Verdict]>([
    ["ForAllValues:StringLike", ["spool#1", "spool#2"], "allowed"],
    ["ForAllValues:StringLike", ["spool#1", "account#2"], "unmentioned"],
    ["ForAllValues:StringLike", undefined, "allowed"],
    ["ForAllValues:StringEquals", ["spool#*"], "allowed"],
    ["ForAllValues:StringEquals", ["spool#1"], "unmentioned"],
    ["ForAnyValue:StringLike", ["account#2", "spool#1"], "allowed"],
    ["ForAnyValue:StringLike", ["account#2"], "unmentioned"],
    ["ForAnyValue:StringLike", undefined, "unmentioned"],
    ["StringLike", ["spool#1"], "allowed"],
    ["StringLike", undefined, "unmentioned"],
    ["StringLikeIfExists", undefined, "allowed"],
    ["StringNotLike", ["spool#1"], "unmentioned"],
    ["StringNotLike", ["account#2"], "allowed"],
    ["StringNotLike", undefined, "allowed"],
    ["StringNotEquals", ["spool#*"], "unmentioned"],
  ])("%s of spool#* for %j: %s", (operator, keys, verdict) => {
    const statement = allow({ conditions: [on(operator, "spool#*")] });
    const judge = compilePolicy([statement], "a test");
    expect(judge({ action: "dynamodb:GetItem", resource: TABLE, context: () => keys })).toBe(verdict);
  });

  it("is one of several values, and all conditions hold", () => {
    const either = on("ForAllValues:StringLike", "spool#*", "lease#*");
    const statement = allow({ conditions: [either, on("ForAllValues:StringNotLike", "lease#secret*")] });
    expect(verdictOf([statement], "dynamodb:GetItem", TABLE, ["spool#1", "lease#2"])).toBe("allowed");
    expect(verdictOf([statement], "dynamodb:GetItem", TABLE, ["lease#secret"])).toBe("unmentioned");
  });

  it.each([
    ["an operator", { operator: "IpAddress", key: "dynamodb:LeadingKeys", values: ["10.0.0.0/8"] }],
    ["a key", { operator: "StringEquals", key: "aws:SourceVpc", values: ["vpc-1"] }],
  ])("with %s that is not evaluated here stops the start and names its owner", (_what, condition) => {
    expect(() => compilePolicy([allow({ conditions: [condition] })], "the policy of sender")).toThrow(
      /^the policy of sender: the condition (operator|key) .+ is not emulated$/,
    );
  });
});
