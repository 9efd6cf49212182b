import { describe, expect, it } from "vitest";
import { operatorApi } from "../operator-api.ts";

const aRule = (id: string, text = "在的") => ({
  id,
  name: id,
  match: { type: "keyword", mode: "contains", keywords: [id] },
  actions: [{ type: "reply", text }],
});

function setUp() {
  const { call, observability } = operatorApi();
  const operator = (method: string, path: string, body?: object) =>
    call(method, path, { as: "operator", ...(body ? { body } : {}) });
  return { call, operator, observability };
}

describe("the draft over HTTP", () => {
  it("is edited, compared, published, listed and rolled back", async () => {
    const { call, operator, observability } = setUp();
    await operator("PUT", "/api/rules", { rules: [aRule("one")] });
    const edited = await operator("PATCH", "/api/rules/draft", {
      revision: 0,
      set: [aRule("two"), aRule("one", "好")],
    });
    expect(edited.body).toMatchObject({ revision: 1, saved: true, basedOn: 1, editedBy: "the-operator" });

    const diff = await call("GET", "/api/rules/diff", { as: "viewer" });
    expect(diff.body).toMatchObject({
      before: { version: 1 },
      after: { revision: 1 },
      added: [{ id: "two" }],
      removed: [],
      changed: [{ id: "one", fields: [{ field: "actions" }] }],
      moved: [],
    });

    const published = await operator("POST", "/api/rules/draft/publish", { revision: 1, note: "第二版" });
    expect(published.body).toMatchObject({ version: 2, note: "第二版" });
    const back = await operator("POST", "/api/rules/rollback", { version: 1, published: 2 });
    expect(back.body).toMatchObject({ version: 3, rolledBackTo: 1 });

    const { body } = await call("GET", "/api/rules/versions", { as: "viewer", query: { limit: "2" } });
    expect(body.versions).toMatchObject([
      { version: 3, rolledBackTo: 1, ruleCount: 1 },
      { version: 2, note: "第二版", ruleCount: 2 },
    ]);
    expect(body.cursor).toBeDefined();
    const second = await call("GET", "/api/rules/versions/2", { as: "viewer" });
    expect(second.body).toMatchObject({ version: 2, rules: [{ id: "one" }, { id: "two" }] });
    const none = await call("GET", "/api/rules/diff", { as: "viewer", query: { before: "1", after: "published" } });
    expect(none.body).toMatchObject({ added: [], removed: [], changed: [], moved: [] });
    expect([...observability.counts.keys()]).toEqual(
      expect.arrayContaining(["RulesPublished", "RulesRolledBack", "DraftSaved"]),
    );
  });

  it("answers 409 to whoever edits an older revision, and 404 where there is nothing", async () => {
    const { call, operator } = setUp();
    await operator("PUT", "/api/rules/draft", { revision: 0, rules: [aRule("one")] });
    const late = await operator("PUT", "/api/rules/draft", { revision: 0, rules: [] });
    expect([late.status, late.body.code]).toEqual([409, "conflict"]);
    const discarded = await call("DELETE", "/api/rules/draft", { as: "operator", query: { revision: "1" } });
    expect(discarded.body).toMatchObject({ revision: 2, saved: false, ruleCount: 0 });
    expect((await call("GET", "/api/rules/diff", { as: "viewer" })).status).toBe(404);
    expect((await call("GET", "/api/rules/versions/9", { as: "viewer" })).status).toBe(404);
    expect((await call("GET", "/api/rules/versions/x", { as: "viewer" })).status).toBe(400);
    expect((await operator("POST", "/api/rules/rollback", { version: 9 })).status).toBe(404);
  });

  it("of any size is changed piece by piece and read page by page", async () => {
    const { call, operator } = setUp();
    const long = (index: number) => aRule(`rule-${index}`, "长".repeat(4000));
    for (let revision = 0; revision < 3; revision++) {
      const set = Array.from({ length: 160 }, (_, index) => long(160 * revision + index));
      const { status, body } = await operator("PATCH", "/api/rules/draft", { revision, set });
      expect([status, body.ruleCount]).toEqual([200, 160 * (revision + 1)]);
    }
    const whole = await call("GET", "/api/rules/draft", { as: "viewer" });
    expect([whole.status, whole.body.code]).toEqual([413, "too-large"]);
    const page = await call("GET", "/api/rules/draft", { as: "viewer", query: { offset: "478", limit: "10" } });
    expect(page.body).toMatchObject({ ruleCount: 480, rules: [{ id: "rule-478" }, { id: "rule-479" }] });
    expect(page.body).not.toHaveProperty("nextOffset");
  });

  it("is for operators to change and for viewers to read", async () => {
    const { call } = setUp();
    expect((await call("GET", "/api/rules/draft", { as: "viewer" })).status).toBe(200);
    const body = { revision: 0, rules: [] };
    expect((await call("PUT", "/api/rules/draft", { as: "viewer", body })).status).toBe(403);
    expect((await call("POST", "/api/rules/rollback", { as: "viewer", body: { version: 0 } })).status).toBe(403);
  });
});

describe("POST /api/rules/validate", () => {
  const validate = (rules: object[]) => setUp().call("POST", "/api/rules/validate", { as: "viewer", body: { rules } });

  it("finds nothing in rules that can be published", async () => {
    expect((await validate([aRule("one")])).body).toEqual({
      valid: true,
      issueCount: 0,
      issues: [],
      warningCount: 0,
      warnings: [],
    });
  });

  it("looks at the draft, or at a version", async () => {
    const { call, operator } = setUp();
    const judged = (body: object) => call("POST", "/api/rules/validate", { as: "viewer", body });
    expect((await judged({ draft: true })).status).toBe(404);
    await operator("PATCH", "/api/rules/draft", { revision: 0, set: [aRule("odd", "{{nobody}}"), aRule("late")] });
    expect((await judged({ draft: true })).body).toMatchObject({ valid: false, issues: [{ path: expect.anything() }] });
    expect((await judged({ version: 0 })).body).toMatchObject({ valid: true });
    expect((await judged({ version: 0, draft: true })).status).toBe(400);
    expect((await judged({})).status).toBe(400);
  });

  it("warns of session values that no rule sets", async () => {
    const greeting = aRule("greet", "{{session.nmae}}，您好");
    const form = { ...aRule("form"), match: { type: "kind", kinds: ["text"] }, continue: true, priority: 1 };
    const set = { type: "set-session", values: { name: "{{message.text}}" } };
    const { body } = await validate([greeting, { ...form, actions: [set] }]);
    expect(body).toEqual({
      valid: true,
      issueCount: 0,
      issues: [],
      warningCount: 1,
      warnings: [
        {
          path: "rules.0.actions.0.text",
          message: "rule 'greet': no rule sets {{session.nmae}}, so that it stays empty; rules set the values 'name'",
        },
      ],
    });
    const { call } = setUp();
    const published = await call("PUT", "/api/rules", { as: "operator", body: { rules: [greeting] } });
    expect(published.body).toMatchObject({ version: 1, warnings: [{ path: "rules.0.actions.0.text" }] });
  });

  it("names what the schema refuses, by its path", async () => {
    const { status, body } = await validate([aRule("one"), { ...aRule("two"), chat: "room" }]);
    expect(status).toBe(200);
    expect(body).toMatchObject({ valid: false, issues: [{ path: "rules.1.chat" }] });
  });

  it("names what only publishing would refuse", async () => {
    const { body } = await validate([{ ...aRule("ahead"), match: { type: "regex", pattern: "(?=x)" } }]);
    expect(body).toMatchObject({
      valid: false,
      issues: [{ path: "rules.0.match.pattern", message: expect.stringContaining("'ahead'") }],
    });
  });
});
