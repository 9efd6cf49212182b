import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { createHandler } from "../../../../functions/api/handler.ts";
import { createRouteTable } from "../../../../functions/api/routes.ts";
import { ruleSetSchema } from "../../../../shared/rules/domain/rule.ts";
import { aLambdaContext, anHttpEvent } from "../../../support/lambda-events.ts";
import { aToken, operatorApi } from "../operator-api.ts";

const aRule = (id: string, text = "在的") => ({
  id,
  name: id,
  match: { type: "keyword", mode: "contains", keywords: [id] },
  actions: [{ type: "reply", text }],
});
const parsed = (rules: readonly object[]) => ruleSetSchema.parse({ rules }).rules;

describe("rule sets that do not fit into an answer", () => {
  /** All pages of a rule set, from one to the next. */
  async function pagesOf(call: ReturnType<typeof operatorApi>["call"], path: string, query: Record<string, string>) {
    const pages: Record<string, unknown>[] = [];
    for (let offset: unknown = 0; offset !== undefined; offset = pages.at(-1)?.nextOffset) {
      const { status, body } = await call("GET", path, { as: "viewer", query: { ...query, offset: String(offset) } });
      expect(status).toBe(200);
      pages.push(body);
    }
    return pages;
  }
  const idsIn = (pages: readonly Record<string, unknown>[], list: string) =>
    z
      .array(z.object({ [list]: z.array(z.looseObject({ id: z.string() })) }))
      .parse(pages)
      .flatMap((page) => page[list]?.map(({ id }) => id) ?? []);

  it("come in pages that fit: by number, and by what is in them", async () => {
    const { call, deps } = operatorApi();
    // A quote in a text is four bytes of the function's result: {"body":"…\\\"…"}
    const rules = Array.from({ length: 700 }, (_, index) => aRule(`r${index}`, `"${index}`.padEnd(4000, '"')));
    await deps.rules.publish({ version: 1, publishedAt: 0, publishedBy: "the-operator", rules: parsed(rules) });
    expect((await call("GET", "/api/rules", { as: "viewer" })).status).toBe(413);
    for (const path of ["/api/rules", "/api/rules/versions/1"]) {
      const pages = await pagesOf(call, path, { limit: "10000" });
      expect(pages.length).toBeGreaterThan(1);
      expect(idsIn(pages, "rules")).toEqual(rules.map(({ id }) => id));
    }
    const diff = await pagesOf(call, "/api/rules/diff", { before: "0", after: "1", limit: "1000" });
    expect(diff.length).toBeGreaterThan(1);
    expect(idsIn(diff, "added")).toEqual(rules.map(({ id }) => id));
    expect(diff[0]).toMatchObject({ counts: { added: 700, removed: 0, changed: 0, moved: 0 } });
  });

  it("differ page by page through all kinds of differences", async () => {
    const { call, deps } = operatorApi();
    const about = { publishedAt: 0, publishedBy: "the-operator" };
    const set = (ids: string) => parsed([...ids].map((id) => aRule(id.toLowerCase(), id)));
    await deps.rules.publish({ ...about, version: 1, rules: set("abcdef") });
    await deps.rules.publish({ ...about, version: 2, rules: set("xdBcay") });
    const pages = await pagesOf(call, "/api/rules/diff", { before: "1", after: "2", limit: "2" });
    const whole = await call("GET", "/api/rules/diff", { as: "viewer", query: { before: "1", after: "2" } });
    const lists = ["added", "removed", "changed", "moved"].map((list) => [list, idsIn([whole.body], list)] as const);
    expect(lists.flatMap(([, ids]) => ids).length).toBeGreaterThan(5);
    for (const [list, ids] of lists) expect(idsIn(pages, list)).toEqual(ids);
  });

  it("are taken as gzip", async () => {
    const { deps } = operatorApi();
    const rules = Array.from({ length: 6000 }, (_, index) => aRule(`r${index}_`, `${index}`.padEnd(500, "长")));
    const event = anHttpEvent("PUT", "/api/rules", {
      body: gzipSync(JSON.stringify({ rules })).toString("base64"),
      isBase64Encoded: true,
    });
    const authorizer = { jwt: { claims: aToken("operator"), scopes: null } };
    const requestContext = { ...event.requestContext, authorizer };
    const result = await createHandler({ ...deps, first: deps, table: async () => createRouteTable(deps) })(
      { ...event, headers: { "content-type": "application/gzip" }, requestContext },
      aLambdaContext(),
    );
    expect([result.statusCode, JSON.parse(result.body ?? "")]).toMatchObject([200, { version: 1, ruleCount: 6000 }]);
  });
});
