import * as z from "zod";
import { diffRules } from "../../../shared/rules/domain/versions/diff.ts";
import { routesOver } from "../http/route.ts";
import { responseSchema } from "../http/schema-names.ts";
import { diffPage, diffQuery } from "./diff-page.ts";
import { nextOffset } from "./page.ts";
import type { RulePorts } from "./ports.ts";
import { examplePublished, rule, versionNumber } from "./schemas.ts";
import { createRuleSource } from "./use-cases.ts";

const { route, routes } = routesOver("rules", (ports: RulePorts) => ({ readSource: createRuleSource(ports) }));

const source = z.union([z.enum(["draft", "published"]), z.coerce.number().pipe(versionNumber)]);

const side = z.object({ version: z.int().optional(), revision: z.int().optional() });

const ruleDiff = responseSchema(
  "RuleDiff",
  z.object({
    before: side,
    after: side,
    /** Counts over all differences, the same on every page. */
    counts: z.object({ added: z.int(), removed: z.int(), changed: z.int(), moved: z.int() }),
    added: z.array(rule).readonly(),
    removed: z.array(rule).readonly(),
    changed: z
      .array(
        z.object({
          id: z.string(),
          name: z.string(),
          fields: z
            .array(
              z.object({ field: z.string(), before: z.unknown().exactOptional(), after: z.unknown().exactOptional() }),
            )
            .readonly(),
        }),
      )
      .readonly(),
    /** The rules to move to get from one order to the other, with their positions in the two sets, from 0. */
    moved: z.array(z.object({ id: z.string(), from: z.int(), to: z.int() })).readonly(),
    nextOffset,
  }),
);

export const ruleDiffRoutes = routes([
  route({
    operationId: "diffRules",
    method: "GET",
    path: "/api/rules/diff",
    role: "viewer",
    summary: "Compares two rule sets: `before` and `after` are `draft`, `published` or a version",
    request: z.object({
      query: z.strictObject({ before: source.default("published"), after: source.default("draft"), ...diffQuery }),
    }),
    response: ruleDiff,
    status: 200,
    problems: ["not-found"],
    example: {
      response: {
        before: { version: 3 },
        after: { revision: 7 },
        counts: { added: 1, removed: 0, changed: 1, moved: 1 },
        added: [examplePublished],
        removed: [],
        changed: [{ id: "hello", name: "Greeting", fields: [{ field: "priority", before: 0, after: 10 }] }],
        moved: [{ id: "bye", from: 4, to: 0 }],
      },
    },
    async handle(api, { query }) {
      const [before, after] = await Promise.all([api.readSource(query.before), api.readSource(query.after)]);
      const side = ({ rules: _rules, ...about }: typeof before) => about;
      return { before: side(before), after: side(after), ...diffPage(diffRules(before.rules, after.rules), query) };
    },
  }),
]);
