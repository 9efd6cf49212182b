import { describe, expect, it } from "vitest";
import { operations as routes } from "../../../functions/api/routes.ts";
import { anAccount } from "../../support/builders.ts";
import { aToken, operatorApi } from "./operator-api.ts";

const LEVELS = ["public", "viewer", "operator", "admin"] as const;
const ROWS = routes.map(({ method, path, role }) => ({ method, path: path.replaceAll(/\{\w+\}/g, "x"), role }));

describe("who may call", () => {
  it.each(ROWS.filter(({ role }) => role !== "public"))("$method $path asks for a token", async ({ method, path }) => {
    const { status, headers, body } = await operatorApi().call(method, path);
    expect(status).toBe(401);
    expect(headers["www-authenticate"]).toBe("Bearer");
    expect(body).toMatchObject({ code: "unauthorized", status: 401 });
  });

  it.each(ROWS.filter(({ role }) => role !== "public"))("$method $path is for $role and above", async (row) => {
    for (const as of ["viewer", "operator", "admin"] as const) {
      const { status } = await operatorApi().call(row.method, row.path, { as });
      if (LEVELS.indexOf(as) < LEVELS.indexOf(row.role)) expect(status).toBe(403);
      else expect(status).not.toBe(403);
    }
  });

  it("needs no token for the health check", async () => {
    const { status, body } = await operatorApi().call("GET", "/healthz");
    expect(status).toBe(200);
    expect(body).toEqual({ status: "ok", version: "7" });
  });

  it.each([
    ["API Gateway's rendering of an array", { "cognito:groups": "[admin operator]" }],
    ["a single group in brackets", { "cognito:groups": "[admin]" }],
    ["an array", { "cognito:groups": ["viewer", "admin"] }],
    ["a plain name", { "cognito:groups": "admin" }],
    ["the claim role", { role: "admin" }],
    ["groups of other systems beside it", { "cognito:groups": "[billing admin super-admin]" }],
  ])("reads the role from %s", async (_form, groups) => {
    const { status } = await operatorApi().call("GET", "/api/audit", { claims: { ...aToken("viewer"), ...groups } });
    expect(status).toBe(200);
  });

  it.each([
    ["no group", { "cognito:groups": undefined }],
    ["groups that are no roles", { "cognito:groups": "[superadmin administrators]" }],
    ["a role that is not for people", { "cognito:groups": "[public]" }],
    ["a group whose name has a role behind a comma", { "cognito:groups": "[x,admin]" }],
    ["a group whose name has a role behind a blank", { "cognito:groups": "x admin" }],
    ["a group whose name is a role in quotes", { "cognito:groups": '["admin"]' }],
    ["a claim role with a comma", { "cognito:groups": undefined, role: "x,admin" }],
    ["groups in a form that nobody knows", { "cognito:groups": { admin: true } }],
    ["numbers", { "cognito:groups": [1] }],
  ])("answers 403 to a token with %s", async (_case, groups) => {
    const { status, body } = await operatorApi().call("GET", "/api/rules", {
      claims: { ...aToken("admin"), ...groups },
    });
    expect(status).toBe(403);
    expect(body.code).toBe("forbidden");
  });

  it.each([
    ["an ID token", { token_use: "id" }],
    ["an end user's session", { token_use: "session" }],
    ["a token without a use", { token_use: undefined }],
    ["a token without a subject", { sub: undefined }],
  ])("answers 401 to %s", async (_case, claims) => {
    const { status } = await operatorApi().call("GET", "/api/rules", { claims: { ...aToken("admin"), ...claims } });
    expect(status).toBe(401);
  });
});

describe("what is asked for", () => {
  it.each(["/", "/api", "/api/", "/api/accounts/", "/api/accounts//check", "/api/nothing", "/healthz/x"])(
    "answers 404 for %s",
    async (path) => {
      const { status, body } = await operatorApi().call("GET", path, { as: "admin" });
      expect(status).toBe(404);
      expect(body.code).toBe("not-found");
    },
  );

  it.each([
    ["DELETE", "/api/accounts", "GET, POST"],
    ["PUT", "/api/accounts/wx_b", "GET, PATCH, DELETE"],
    ["POST", "/healthz", "GET"],
  ])("answers 405 to %s %s and says what is allowed", async (method, path, allow) => {
    const { status, headers, body } = await operatorApi().call(method, path, { as: "admin" });
    expect(status).toBe(405);
    expect(headers.allow).toBe(allow);
    expect(headers["content-type"]).toBe("application/problem+json");
    expect(body.code).toBe("method-not-allowed");
  });

  it.each([
    ["nothing", undefined, 400],
    ["no JSON", "{appId:", 400],
    ["an array", [], 400],
    ["null", "null", 400],
    ["over 1 MiB", `"${"x".repeat(1024 * 1024)}"`, 413],
  ])("answers a body that is %s with a problem", async (_case, body, expected) => {
    const { status, body: problem } = await operatorApi().call("POST", "/api/accounts", { as: "operator", body });
    expect(status).toBe(expected);
    expect(problem).toMatchObject({ status: expected, type: "about:blank" });
  });

  it("tells nothing of what went wrong on our side", async () => {
    const accounts = {
      ...operatorApi().deps.accounts,
      list: () => Promise.reject(new Error("secret: arn:aws:dynamodb:table/config")),
    };
    const { call, observability } = operatorApi({ overrides: { accounts } });
    const { status, body } = await call("GET", "/api/accounts", { as: "viewer" });
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain("secret");
    expect(observability.lines).toEqual([expect.objectContaining({ message: "a request failed" })]);
  });

  it("tells nothing of a record that has not the form it should have, nor the record", async () => {
    const broken = { ...anAccount({ appId: "wx_b" }), epoch: Number.NaN, token: "secret" };
    const { status, body } = await operatorApi({ accounts: [broken] }).call("GET", "/api/accounts/wx_b", {
      as: "viewer",
    });
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain("secret");
  });

  it("leaves out of a record what the schema does not declare", async () => {
    const account = { ...anAccount({ appId: "wx_b" }), token: "secret" };
    const { status, body } = await operatorApi({ accounts: [account] }).call("GET", "/api/accounts/wx_b", {
      as: "viewer",
    });
    expect(status).toBe(200);
    expect(body).not.toHaveProperty("token");
  });
});
