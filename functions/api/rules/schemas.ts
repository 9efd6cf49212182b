import * as z from "zod";
import type { Published } from "../../../shared/rules/application/publish-rules.ts";
import type { RuleFindings } from "../../../shared/rules/domain/checking/findings.ts";
import { MAX_RULES, ruleSchema } from "../../../shared/rules/domain/rule.ts";
import { versionOf } from "../../../shared/rules/domain/versions/history.ts";
import { requestSchema, responseSchema } from "../http/schema-names.ts";
import { nextOffset } from "./page.ts";

/** Bytes of a body of rules when it is unpacked: about 100,000 rules. Lambda bounds the packed body at 6 MB. */
export const RULES_LIMIT = 32 * 1024 * 1024;

export const ruleInput = requestSchema("RuleInput", ruleSchema);
export const rule = responseSchema("Rule", ruleSchema);
export const rulesInput = z.array(ruleInput).max(MAX_RULES);
export const note = z.string().trim().min(1).max(500);
export const versionNumber = z.int().min(0);

const about = {
  version: z.int(),
  publishedAt: z.number(),
  publishedBy: z.string(),
  /** Why it was published. */
  note: z.string().exactOptional(),
  /** The version whose rules these are again. */
  rolledBackTo: z.int().exactOptional(),
  /** The draft's revision that was published. */
  draftRevision: z.int().exactOptional(),
  /** The engine that compiled its patterns when it was published. */
  patternEngine: z.string().exactOptional(),
};

export const publishedRules = responseSchema(
  "PublishedRules",
  z.object({ ...about, ruleCount: z.int(), rules: z.array(rule).readonly(), nextOffset }),
);

export const ruleVersion = responseSchema("RuleVersion", z.object({ ...about, ruleCount: z.int() }));

/** One thing that keeps rules from being published; `path` is dotted, e.g. `rules.3.id`. */
const issue = z.object({ path: z.string(), message: z.string() });

/** The most faults, and the most warnings, that an answer shows. */
const SHOWN = 100;

/** What may be a mistake, and does not keep rules from being published. */
const warnings = z.array(issue).readonly();

export const publishedVersion = responseSchema(
  "PublishedRuleVersion",
  z.object({ ...about, ruleCount: z.int(), warnings }),
);

export const validation = responseSchema(
  "RuleValidation",
  z.object({
    valid: z.boolean(),
    issueCount: z.int(),
    issues: z.array(issue).readonly(),
    warningCount: z.int(),
    warnings,
  }),
);

/** The answer to a publication. It leaves the rules out, because they may not fit. */
export function publishedView({ snapshot, warnings: all }: Published): z.input<typeof publishedVersion> {
  return { ...versionOf(snapshot), warnings: all.slice(0, SHOWN) };
}

/** The first faults and warnings, and how many there are. */
export function validationView({ faults, warnings: all }: RuleFindings): z.input<typeof validation> {
  return {
    valid: faults.length === 0,
    issueCount: faults.length,
    issues: faults.slice(0, SHOWN),
    warningCount: all.length,
    warnings: all.slice(0, SHOWN),
  };
}

export const exampleRule = {
  id: "price",
  name: "Price list",
  match: { type: "keyword", mode: "contains", keywords: ["price", "价格"] },
  actions: [{ type: "reply", text: "Our price list: https://example.com/prices" }],
};

export const examplePublished = { ...exampleRule, enabled: true, priority: 0, chat: "any", continue: false };

export const examplePublication = { ruleCount: 1, publishedAt: 1_767_225_660_000, publishedBy: "operator-1" };
