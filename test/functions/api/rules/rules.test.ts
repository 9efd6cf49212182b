import { describe, expect, it } from "vitest";
import { PATTERN_ENGINE } from "../../../../shared/rules/domain/matching/pattern-fault.ts";
import { aRule, NOON } from "../../../support/builders.ts";
import { operatorApi } from "../operator-api.ts";

const draft = {
  id: "hello",
  name: "Greeting",
  match: { type: "keyword", mode: "contains", keywords: ["你好"] },
  actions: [{ type: "reply", text: "在的" }],
};

describe("GET /api/rules", () => {
  it("shows version 0 without rules before the first publication", async () => {
    const { status, body } = await operatorApi().call("GET", "/api/rules", { as: "viewer" });
    expect(status).toBe(200);
    expect(body).toEqual({ version: 0, ruleCount: 0, rules: [], publishedAt: 0, publishedBy: "" });
  });
});

describe("PUT /api/rules", () => {
  it("publishes a rule set under the operator's name, defaults filled in", async () => {
    const { call } = operatorApi();
    const published = {
      version: 1,
      ruleCount: 1,
      publishedAt: NOON,
      publishedBy: "the-operator",
      patternEngine: PATTERN_ENGINE,
    };
    const put = await call("PUT", "/api/rules", { as: "operator", body: { rules: [draft], version: 0 } });
    expect(put.status).toBe(200);
    expect(put.body).toEqual({ ...published, warnings: [] });
    const { body } = await call("GET", "/api/rules", { as: "viewer" });
    expect(body).toEqual({ ...published, rules: [aRule()] });
  });

  it("answers 409 where another version was published meanwhile", async () => {
    const { call } = operatorApi();
    await call("PUT", "/api/rules", { as: "operator", body: { rules: [draft] } });
    const { status, body } = await call("PUT", "/api/rules", { as: "operator", body: { rules: [], version: 0 } });
    expect(status).toBe(409);
    expect(body.code).toBe("conflict");
    const current = await call("GET", "/api/rules", { as: "viewer" });
    expect(current.body).toMatchObject({ version: 1, rules: [{ id: "hello" }] });
  });

  it("replaces whatever is published where no version is named", async () => {
    const { call } = operatorApi();
    await call("PUT", "/api/rules", { as: "operator", body: { rules: [draft] } });
    const { status, body } = await call("PUT", "/api/rules", { as: "admin", body: { rules: [] } });
    expect(status).toBe(200);
    expect(body).toMatchObject({ version: 2, ruleCount: 0, publishedBy: "the-admin" });
  });

  it("names the rule whose pattern does not compile, and publishes nothing", async () => {
    const { call, deps } = operatorApi();
    const bad = { ...draft, id: "lookahead", match: { type: "regex", pattern: "(?=a)" } };
    const { status, body } = await call("PUT", "/api/rules", { as: "operator", body: { rules: [draft, bad] } });
    expect(status).toBe(400);
    expect(body.detail).toContain("rule 'lookahead'");
    expect(body.issues).toEqual([
      { path: "rules.1.match.pattern", message: expect.stringContaining("rule 'lookahead'") },
    ]);
    expect(await deps.rules.version()).toBe(0);
  });

  it("names an id that two rules have", async () => {
    const { status, body } = await operatorApi().call("PUT", "/api/rules", {
      as: "operator",
      body: { rules: [draft, draft] },
    });
    expect(status).toBe(400);
    expect(body.issues).toEqual([{ path: "rules.1.id", message: "another rule has the id 'hello' too" }]);
  });

  it("names each field that is wrong, by its path", async () => {
    const { body } = await operatorApi().call("PUT", "/api/rules", {
      as: "operator",
      body: { rules: [{ ...draft, actions: [{ type: "reply", text: "" }], chat: "room" }], version: "3" },
    });
    expect(body.issues?.map(({ path }) => path).sort()).toEqual(["rules.0.actions.0.text", "rules.0.chat", "version"]);
  });
});

describe("PUT /api/rules with what the schema cannot see", () => {
  it("names rules that are never reached and variables that nobody knows", async () => {
    const greeting = { ...draft, actions: [{ type: "reply", text: "{{sender.nmae}}，您好" }] };
    const { status, body } = await operatorApi().call("PUT", "/api/rules", {
      as: "operator",
      body: { rules: [greeting, { ...draft, id: "late", name: "Late" }] },
    });
    expect(status).toBe(400);
    expect(body.issues).toEqual([
      {
        path: "rules.0.actions.0.text",
        message: expect.stringContaining("rule 'hello': nobody knows the variable {{sender.nmae}}"),
      },
      { path: "rules.1", message: expect.stringContaining("rule 'late' is never reached: rule 'hello'") },
    ]);
  });

  it("takes a set beyond the usual size of a body", async () => {
    const rules = Array.from({ length: 3000 }, (_, index) => ({
      ...draft,
      id: `r${index}`,
      match: { ...draft.match, keywords: [`词${index}。`] },
      actions: [{ type: "reply", text: "答".repeat(200) }],
    }));
    const { status } = await operatorApi().call("PUT", "/api/rules", { as: "operator", body: { rules } });
    expect(status).toBe(200);
  });
});

describe("rules that call webhooks", () => {
  const calls = { ...draft, actions: [{ type: "log" }, { type: "webhook", webhook: "crm" }] };
  const webhooks = (...ids: string[]) =>
    Object.fromEntries(ids.map((id) => [id, { url: `https://${id}.example.com/in` }]));
  const path = "rules.0.actions.1.webhook";

  it("are refused while the routing table lacks one, with what it has", async () => {
    const { call } = operatorApi();
    const put = () => call("PUT", "/api/rules", { as: "operator", body: { rules: [calls] } });
    const first = await put();
    expect(first.status).toBe(400);
    expect(first.body.issues).toEqual([
      { path, message: expect.stringMatching(/^rule 'hello', action 1: .* no webhook 'crm'; it has none\. Add it/) },
    ]);
    await call("PUT", "/api/routing", { as: "admin", body: { entries: [], webhooks: webhooks("erp", "bi") } });
    expect((await put()).body.issues?.[0]?.message).toContain("it has 'bi', 'erp'");
    await call("PUT", "/api/routing", { as: "admin", body: { entries: [], webhooks: webhooks("crm") } });
    expect(await put()).toMatchObject({ status: 200, body: { version: 1, warnings: [] } });
  });

  it("are judged in a draft, when it is validated, when it is published, and when a version comes back", async () => {
    const { call } = operatorApi();
    const operator = (method: string, where: string, body: object) => call(method, where, { as: "operator", body });
    await call("PUT", "/api/routing", { as: "admin", body: { entries: [], webhooks: webhooks("crm") } });
    await operator("PUT", "/api/rules", { rules: [calls] });
    const gone = await call("PUT", "/api/routing", { as: "admin", body: { entries: [] } });
    expect([gone.status, gone.body.issues?.[0]?.path]).toEqual([409, "webhooks.crm"]);
    await operator("PUT", "/api/rules", { rules: [draft] });
    expect(await call("PUT", "/api/routing", { as: "admin", body: { entries: [] } })).toMatchObject({ status: 200 });
    const issues = [{ path }];
    expect(await operator("POST", "/api/rules/validate", { rules: [calls] })).toMatchObject({
      status: 200,
      body: { valid: false, issueCount: 1, issues },
    });
    const edited = await operator("PATCH", "/api/rules/draft", { revision: 0, set: [calls] });
    expect(edited.status).toBe(200);
    expect(await operator("POST", "/api/rules/draft/publish", { revision: 1 })).toMatchObject({
      status: 400,
      body: { issues },
    });
    expect(await operator("POST", "/api/rules/rollback", { version: 1 })).toMatchObject({
      status: 400,
      body: { issues },
    });
  });

  it("only warn while they are switched off", async () => {
    const { status, body } = await operatorApi().call("PUT", "/api/rules", {
      as: "operator",
      body: { rules: [{ ...calls, enabled: false }] },
    });
    expect([status, body.warnings]).toEqual([200, [{ path, message: expect.stringContaining("rule 'hello'") }]]);
  });
});

describe("GET /api/rules/schema", () => {
  it("is the JSON Schema of what may be published", async () => {
    const { status, body } = await operatorApi().call("GET", "/api/rules/schema", { as: "viewer" });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      $schema: expect.stringContaining("2020-12"),
      properties: { rules: { type: "array", items: { required: ["id", "name", "match", "actions"] } } },
    });
  });
});
