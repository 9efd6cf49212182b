import * as z from "zod";
import { ruleSchema, ruleSetSchema } from "../../shared/domain/rule.ts";
import { route } from "./route.ts";
import { requestSchema, responseSchema } from "./schema-names.ts";

const publishedRules = responseSchema(
  "PublishedRules",
  z.object({
    version: z.int(),
    rules: z.array(responseSchema("Rule", ruleSchema)).readonly(),
    publishedAt: z.number(),
    publishedBy: z.string(),
  }),
);

requestSchema("RuleInput", ruleSchema);

const draft = requestSchema(
  "RuleDraft",
  /** `version`: the published version that the draft was edited from; a newer one makes it stale. */
  ruleSetSchema.safeExtend({ version: z.int().min(0).exactOptional() }),
);

/** Some 15,000 rules. */
const DRAFT_LIMIT = 5 * 1024 * 1024;

const rule = {
  id: "price",
  name: "Price list",
  match: { type: "keyword", mode: "contains", keywords: ["price", "价格"] },
  actions: [{ type: "reply", text: "Our price list: https://example.com/prices" }],
};
const publishedRule = { ...rule, enabled: true, priority: 0, chat: "any", continue: false };

export const ruleRoutes = [
  route({
    method: "GET",
    path: "/api/rules",
    role: "viewer",
    summary: "The published rules",
    request: z.object({}),
    response: publishedRules,
    status: 200,
    example: {
      response: { version: 3, rules: [publishedRule], publishedAt: 1_767_225_600_000, publishedBy: "operator-1" },
    },
    async handle(api) {
      return api.rules.snapshot(await api.rules.version());
    },
  }),
  route({
    method: "PUT",
    path: "/api/rules",
    role: "operator",
    summary: "Publishes a rule set; every account follows it within 5 s",
    request: z.object({ body: draft }),
    response: publishedRules,
    status: 200,
    problems: ["conflict"],
    bodyLimit: DRAFT_LIMIT,
    example: {
      body: { version: 3, rules: [rule] },
      response: { version: 4, rules: [publishedRule], publishedAt: 1_767_225_660_000, publishedBy: "operator-1" },
    },
    async handle(api, { body }, actor) {
      return api.publishRules(body, actor.subject);
    },
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
];
