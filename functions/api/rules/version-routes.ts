import * as z from "zod";
import { createRollbackRules } from "../../../shared/rules/application/rollback-rules.ts";
import { nextCursor, pageQuery } from "../http/paging.ts";
import { routesOver } from "../http/route.ts";
import { requestSchema, responseSchema } from "../http/schema-names.ts";
import { rulesPage, rulesQuery } from "./page.ts";
import type { RulePorts } from "./ports.ts";
import {
  examplePublication,
  examplePublished,
  note,
  publishedRules,
  publishedVersion,
  publishedView,
  ruleVersion,
  versionNumber,
} from "./schemas.ts";
import { createRuleCheck } from "./use-cases.ts";

const { route, routes } = routesOver("rules", (ports: RulePorts) => ({
  rules: ports.rules,
  rollbackRules: createRollbackRules({ ...ports, checkRules: createRuleCheck(ports) }),
}));

const rollback = requestSchema(
  "RuleRollback",
  /** `published` is the version to replace. A newer published version makes it a conflict. */
  z.strictObject({ version: versionNumber, published: versionNumber.exactOptional(), note: note.exactOptional() }),
);

const ruleVersions = responseSchema(
  "RuleVersions",
  z.object({ versions: z.array(ruleVersion).readonly(), cursor: nextCursor }),
);

export const ruleVersionRoutes = routes([
  route({
    operationId: "listRuleVersions",
    method: "GET",
    path: "/api/rules/versions",
    role: "viewer",
    summary: "Lists the stored versions, newest first: when, by whom and why each was published",
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
    operationId: "getRuleVersion",
    method: "GET",
    path: "/api/rules/versions/{version}",
    role: "viewer",
    summary: "Shows a version with its rules",
    request: z.object({ params: z.object({ version: z.coerce.number().pipe(versionNumber) }), query: rulesQuery }),
    response: publishedRules,
    status: 200,
    problems: ["too-large"],
    example: { response: { version: 3, ...examplePublication, rules: [examplePublished] } },
    async handle(api, { params: { version }, query }) {
      return rulesPage(await api.rules.snapshot(version), query);
    },
  }),
  route({
    operationId: "rollbackRules",
    method: "POST",
    path: "/api/rules/rollback",
    role: "operator",
    summary: "Publishes the rules of an old version again; version 0 stops all rules",
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
]);
