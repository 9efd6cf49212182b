import * as z from "zod";
import type { Validation } from "../../../shared/rules/application/validate-rules.ts";
import { ruleSetSchema } from "../../../shared/rules/domain/rule.ts";
import { nextCursor, pageQuery } from "../http/paging.ts";
import { route } from "../http/route.ts";
import { requestSchema, responseSchema } from "../http/schema-names.ts";
import { rulesPage, rulesQuery } from "./page.ts";
import {
  examplePublished,
  exampleRule,
  note,
  publishedRules,
  publishedVersion,
  publishedView,
  RULES_LIMIT,
  ruleVersion,
  validation,
  validationView,
  versionNumber,
} from "./schemas.ts";

const publication = requestSchema(
  "RulePublication",
  /** `version`: the published version that the rules were edited from; a newer one makes them stale. */
  ruleSetSchema.safeExtend({ version: versionNumber.exactOptional(), note: note.exactOptional() }),
);

const rollback = requestSchema(
  "RuleRollback",
  /** `published`: the version that is to be replaced; a newer one is left alone. */
  z.strictObject({ version: versionNumber, published: versionNumber.exactOptional(), note: note.exactOptional() }),
);

const rulesToValidate = requestSchema(
  "RulesToValidate",
  z
    .strictObject({
      /** These rules, whatever is in them. */
      rules: z.array(z.looseObject({})).exactOptional(),
      /** The stored draft, or a version that is kept. */
      draft: z.literal(true).exactOptional(),
      version: versionNumber.exactOptional(),
    })
    .refine((body) => Object.keys(body).length === 1, "either rules, draft or version is needed"),
);

function validationOf({ rules, draft, version }: z.output<typeof rulesToValidate>): Validation {
  if (rules) return { rules };
  return { source: draft ? "draft" : (version ?? "published") };
}

const ruleVersions = responseSchema(
  "RuleVersions",
  z.object({ versions: z.array(ruleVersion).readonly(), cursor: nextCursor }),
);

const published = {
  ruleCount: 1,
  publishedAt: 1_767_225_660_000,
  publishedBy: "operator-1",
};

export const ruleRoutes = [
  route({
    method: "GET",
    path: "/api/rules",
    role: "viewer",
    summary: "The published rules",
    request: z.object({ query: rulesQuery }),
    response: publishedRules,
    status: 200,
    problems: ["too-large"],
    example: { response: { version: 3, ...published, rules: [examplePublished] } },
    async handle(api, { query }) {
      return rulesPage(await api.rules.snapshot(await api.rules.version()), query);
    },
  }),
  route({
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
      response: { version: 4, ...published, note: "新的价目表", warnings: [] },
    },
    handle: async (api, { body }, actor) => publishedView(await api.publishRules(body, actor.subject)),
  }),
  route({
    method: "GET",
    path: "/api/rules/schema",
    role: "viewer",
    summary: "The JSON Schema of a rule set, for editors and checks before a publication",
    request: z.object({}),
    response: z.looseObject({ type: z.literal("object") }),
    status: 200,
    example: { response: { type: "object", properties: {}, required: ["rules"] } },
    async handle() {
      return z.looseObject({ type: z.literal("object") }).parse(z.toJSONSchema(ruleSetSchema, { io: "input" }));
    },
  }),
  route({
    method: "POST",
    path: "/api/rules/validate",
    bodyLimit: RULES_LIMIT,
    role: "viewer",
    summary: "Says what keeps rules from being published, and what may not be meant; publishes nothing",
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
  route({
    method: "GET",
    path: "/api/rules/versions",
    role: "viewer",
    summary: "The versions that are kept, newest first: when, by whom and why they were published",
    request: z.object({ query: pageQuery }),
    response: ruleVersions,
    status: 200,
    example: {
      response: {
        versions: [
          { version: 4, publishedAt: 1_767_225_660_000, publishedBy: "operator-1", note: "新的价目表", ruleCount: 12 },
        ],
      },
    },
    handle: (api, { query: { limit, cursor } }) => api.rules.versions(limit, cursor),
  }),
  route({
    method: "GET",
    path: "/api/rules/versions/{version}",
    role: "viewer",
    summary: "A version with its rules",
    request: z.object({ params: z.object({ version: z.coerce.number().pipe(versionNumber) }), query: rulesQuery }),
    response: publishedRules,
    status: 200,
    problems: ["too-large"],
    example: { response: { version: 3, ...published, rules: [examplePublished] } },
    async handle(api, { params: { version }, query }) {
      return rulesPage(await api.rules.snapshot(version), query);
    },
  }),
  route({
    method: "POST",
    path: "/api/rules/rollback",
    role: "operator",
    summary: "Publishes the rules of an old version anew; version 0 stops all rules",
    request: z.object({ body: rollback }),
    response: publishedVersion,
    status: 200,
    problems: ["conflict", "not-found"],
    example: {
      body: { version: 3, published: 4, note: "价目表有误" },
      response: {
        version: 5,
        publishedAt: 1_767_225_660_000,
        publishedBy: "operator-1",
        rolledBackTo: 3,
        note: "价目表有误",
        ruleCount: 12,
        warnings: [],
      },
    },
    handle: async (api, { body }, actor) => publishedView(await api.rollbackRules(body, actor.subject)),
  }),
];
