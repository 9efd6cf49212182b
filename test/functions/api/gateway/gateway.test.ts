import { describe, expect, it } from "vitest";
import * as z from "zod";
import { anAccount } from "../../../support/builders.ts";
import { operatorApi } from "../operator-api.ts";

const APP = "wx_app_1";
const path = (endpoint: string) => `/api/accounts/${APP}/gateway/${endpoint}`;

function setUp() {
  const api = operatorApi({ accounts: [anAccount()] });
  return { ...api, ask: (endpoint: string, body: unknown) => api.call("POST", path(endpoint), { as: "admin", body }) };
}

describe("the pass-through", () => {
  it("puts the path's account into the body, and keeps 64-bit ids exact both ways", async () => {
    const { ask, gateway } = setUp();
    gateway.answer = { ret: 200, msg: "", data: { id: 14_216_284_872_728_580_667n, more: [9_007_199_254_740_993n] } };
    const { status, body } = await ask("sns/snsDetails", { snsId: "14216284872728580667" });
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ id: "14216284872728580667", more: ["9007199254740993"] });
    expect(gateway.asked).toEqual([
      { path: "/sns/snsDetails", body: { appId: APP, snsId: 14_216_284_872_728_580_667n } },
    ]);
  });

  it("says what is wrong with a body before anything is sent", async () => {
    const { ask, gateway } = setUp();
    const { status, body } = await ask("group/pinChat", { chatroomId: "", tops: true });
    expect(status).toBe(400);
    expect(body.issues).toEqual([
      { path: "chatroomId", message: "is empty" },
      { path: "top", message: "is missing" },
      { path: "tops", message: "is not in the contract" },
    ]);
    const rounded = await ask("sns/snsDetails", '{"snsId":14216284872728580667}');
    expect(rounded.body.issues?.[0]?.path).toBe("snsId");
    expect(gateway.asked).toEqual([]);
  });

  it("refuses another account's id and takes the same", async () => {
    const { ask, gateway } = setUp();
    const body = { chatroomId: "1@chatroom", top: true };
    const other = await ask("group/pinChat", { ...body, appId: "wx_app_2" });
    expect([other.status, other.body.issues?.[0]?.path]).toEqual([400, "appId"]);
    expect((await ask("group/pinChat", { ...body, appId: APP })).body).toEqual({ data: null });
    expect(gateway.asked).toHaveLength(1);
  });

  it("knows no other endpoints, and no other accounts", async () => {
    const { ask, call } = setUp();
    expect((await ask("group/noSuch", {})).status).toBe(404);
    expect((await ask("group/constructor", {})).status).toBe(404);
    expect((await ask("group/pin%2FChat", {})).status).toBe(400);
    const other = await call("POST", "/api/accounts/wx_x/gateway/login/checkOnline", { as: "admin", body: {} });
    expect(other.status).toBe(404);
    expect((await ask("login/checkOnline", [])).status).toBe(400);
  });

  it("is for admins, and the audit trail names the endpoint", async () => {
    const { ask, call } = setUp();
    expect((await call("POST", path("login/checkOnline"), { as: "operator", body: {} })).status).toBe(403);
    await ask("login/checkOnline", {});
    const { body } = await call("GET", "/api/audit", { as: "admin" });
    const trail = body.entries?.map((entry) => [entry.role, entry.path, entry.status]);
    expect(trail).toContainEqual(["operator", path("login/checkOnline"), 403]);
    expect(trail?.filter(([role]) => role === "admin")).toHaveLength(1);
  });
});

it("every endpoint is listed with the members of its body", async () => {
  const { body } = await setUp().call("GET", "/api/gateway/endpoints", { as: "viewer" });
  const row = z.object({
    module: z.string(),
    endpoint: z.string(),
    idempotent: z.boolean(),
    request: z.array(z.object({ name: z.string(), depth: z.int(), type: z.string(), required: z.boolean() })),
  });
  const endpoints = z.array(row).parse(body.endpoints);
  expect(endpoints).toHaveLength(132);
  expect(endpoints.some(({ request }) => request.some(({ name }) => name === "appId"))).toBe(false);
  expect(endpoints.find(({ endpoint }) => endpoint === "pinChat")).toEqual({
    module: "group",
    endpoint: "pinChat",
    idempotent: true,
    request: [
      { name: "chatroomId", depth: 1, type: "string", required: true },
      { name: "top", depth: 1, type: "boolean", required: true },
    ],
  });
  const nested = endpoints.flatMap(({ request }) => request).filter(({ depth }) => depth > 1);
  expect(nested.length).toBeGreaterThan(0);
});
