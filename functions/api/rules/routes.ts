import * as z from "zod";
import { createPublishRules } from "../../../shared/rules/application/publish-rules.ts";
import { createValidateRules, type Validation } from "../../../shared/rules/application/validate-rules.ts";
import { ruleSetSchema } from "../../../shared/rules/domain/rule.ts";
import { routesOver } from "../http/route.ts";
import { requestSchema } from "../http/schema-names.ts";
import { rulesPage, rulesQuery } from "./page.ts";
import type { RulePorts } from "./ports.ts";
import {
  examplePublication,
  examplePublished,
  exampleRule,
  note,
  publishedRules,
  publishedVersion,
  publishedView,
  RULES_LIMIT,
  validation,
  validationView,
  versionNumber,
} from "./schemas.ts";
import { createRuleCheck, createRuleSource } from "./use-cases.ts";

const { route, routes } = routesOver("rules", (ports: RulePorts) => {
  const checkRules = createRuleCheck(ports);
  return {
    rules: ports.rules,
    publishRules: createPublishRules({ ...ports, checkRules }),
    validateRules: createValidateRules({ checkRules, ruleSource: createRuleSource(ports) }),
  };
});

const publication = requestSchema(
  "RulePublication",
  /** `version` is the published version that the rules were made from. A newer published one makes it a conflict. */
  ruleSetSchema.safeExtend({ version: versionNumber.exactOptional(), note: note.exactOptional() }),
);

const rulesToValidate = requestSchema(
  "RulesToValidate",
  z
    .strictObject({
      /** The rules themselves, valid or not. */
      rules: z.array(z.looseObject({})).exactOptional(),
      /** The stored draft, or a stored version. */
      draft: z.literal(true).exactOptional(),
      version: versionNumber.exactOptional(),
    })
    .refine((body) => Object.keys(body).length === 1, "either rules, draft or version is needed"),
);

function validationOf({ rules, draft, version }: z.output<typeof rulesToValidate>): Validation {
  if (rules) return { rules };
  return { source: draft ? "draft" : (version ?? "published") };
}

export const ruleRoutes = routes([
  route({
    operationId: "getRules",
    method: "GET",
    path: "/api/rules",
    role: "viewer",
    summary: "Shows the published rules",
    request: z.object({ query: rulesQuery }),
    response: publishedRules,
    status: 200,
    problems: ["too-large"],
    example: { response: { version: 3, ...examplePublication, rules: [examplePublished] } },
    async handle(api, { query }) {
      return rulesPage(await api.rules.snapshot(await api.rules.version()), query);
    },
  }),
  route({
    operationId: "publishRules",
    method: "PUT",
    path: "/api/rules",
    role: "operator",
    summary: "Publishes a rule set; every account follows it within 5 s",
    request: z.object({ body: publication }),
    response: publishedVersion,
    status: 200,
    problems: ["conflict"],
    bodyLimit: RULES_LIMIT,
    example: {
      body: { version: 3, rules: [exampleRule], note: "新的价目表" },
      response: { version: 4, ...examplePublication, note: "新的价目表", warnings: [] },
    },
    handle: async (api, { body }, actor) => publishedView(await api.publishRules(body, actor.subject)),
  }),
  route({
    operationId: "getRuleSchema",
    method: "GET",
    path: "/api/rules/schema",
    role: "viewer",
    summary: "Gives the JSON Schema of a rule set, for editors and for checks before a publication",
    request: z.object({}),
    response: z.looseObject({ type: z.literal("object") }),
    status: 200,
    example: { response: { type: "object", properties: {}, required: ["rules"] } },
    async handle() {
      return z.looseObject({ type: z.literal("object") }).parse(z.toJSONSchema(ruleSetSchema, { io: "input" }));
    },
  }),
  route({
    operationId: "validateRules",
    method: "POST",
    path: "/api/rules/validate",
    bodyLimit: RULES_LIMIT,
    role: "viewer",
    summary: "Lists what keeps rules from being published, and what may be a mistake; publishes nothing",
    request: z.object({ body: rulesToValidate }),
    response: validation,
    status: 200,
    problems: ["not-found"],
    example: {
      body: { rules: [{ ...exampleRule, match: { type: "regex", pattern: "(?=x)" } }] },
      response: {
        valid: false,
        issueCount: 1,
        issues: [
          {
            path: "rules.0.match.pattern",
            message: "rule 'price': the pattern is not one of RE2 (lookaround is not supported)",
          },
        ],
        warningCount: 0,
        warnings: [],
      },
    },
    handle: async (api, { body }) => validationView(await api.validateRules(validationOf(body))),
  }),
]);
