import { describe, expect, it } from "vitest";
import { AUTHORIZER, aGateway, route } from "./a-gateway.ts";

const JSON_ONLY = { headers: { accept: "application/json" } };

describe("GET /local/token", () => {
  it.each(["admin", "operator", "viewer"])("answers the bare JWT of role %s, as plain text", async (role) => {
    await using gateway = await aGateway([]);
    const { status, text, headers } = await gateway.call(`GET /local/token?role=${role}`);
    expect(status).toBe(200);
    expect(headers["content-type"]).toMatch(/^text\/plain/);
    expect(text).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(gateway.tokens.check(text, AUTHORIZER)?.["cognito:groups"]).toEqual([role]);
  });

  it("answers JSON to who asks for it, and a viewer's token unless told otherwise", async () => {
    await using gateway = await aGateway([]);
    const { token } = (await gateway.call("GET /local/token", JSON_ONLY)).json();
    expect(gateway.tokens.check(String(token), AUTHORIZER)?.["cognito:groups"]).toEqual(["viewer"]);
  });

  it.each(["root", "Admin", "", "admin,viewer"])("refuses the role '%s' and names the roles", async (role) => {
    await using gateway = await aGateway([]);
    expect(await gateway.call(`GET /local/token?role=${role}`)).toMatchObject({
      status: 400,
      text: '{"message":"role must be admin, operator or viewer"}',
    });
  });
});

describe("GET /local/callback-key", () => {
  it("answers the bare key, or JSON to who asks for it", async () => {
    await using gateway = await aGateway([]);
    expect((await gateway.call("GET /local/callback-key")).text).toBe("the-callback-key");
    expect((await gateway.call("GET /local/callback-key", JSON_ONLY)).json()).toEqual({
      callbackKey: "the-callback-key",
    });
  });
});

describe("GET /local/sns", () => {
  it("lists what was published after a number, from the first on unless told", async () => {
    await using gateway = await aGateway([]);
    expect((await gateway.call("GET /local/sns")).json()).toEqual({ messages: [{ n: 1, message: "a message" }] });
    expect((await gateway.call("GET /local/sns?after=7")).json()).toMatchObject({ messages: [{ n: 8 }] });
    expect(await gateway.call("GET /local/sns?after=x")).toMatchObject({ status: 400 });
  });
});

describe("/local/clock", () => {
  it("moves time forward and tells it", async () => {
    await using gateway = await aGateway([]);
    expect((await gateway.call("GET /local/clock")).json()).toMatchObject({ offsetSeconds: 0 });
    const before = gateway.clock.now();
    const moved = await gateway.call("POST /local/clock", { body: '{"advance": 90.5}' });
    expect(moved).toMatchObject({ status: 200 });
    expect(moved.json()).toMatchObject({ offsetSeconds: 90.5 });
    expect(Date.parse(String(moved.json().now))).toBeGreaterThanOrEqual(before + 90_500);
  });

  it.each([
    "",
    "x",
    "5",
    "null",
    "{}",
    '{"advance":-1}',
    '{"advance":"60"}',
    '{"advance":1e400}',
    '{"advance":40000000}',
    '{"advance":1,"by":2}',
  ])("refuses %j and moves nothing", async (body) => {
    await using gateway = await aGateway([]);
    const { status, text } = await gateway.call("POST /local/clock", { body });
    expect(status).toBe(400);
    expect(text).toContain("advance the clock by");
    expect(gateway.clock.offset()).toBe(0);
  });
});

describe("other routes under /local/", () => {
  it("tell metrics, usage and the functions' processes", async () => {
    await using gateway = await aGateway([]);
    expect((await gateway.call("GET /local/metrics")).json()).toEqual({ metrics: [] });
    expect((await gateway.call("GET /local/usage")).json()).toEqual({ functions: {} });
    expect((await gateway.call("GET /local/functions")).json()).toEqual({ functions: [] });
  });

  it("that do not exist are a 404 that lists those that do, and never reach a function", async () => {
    await using gateway = await aGateway([route("$default")]);
    const { status, text } = await gateway.call("GET /local/nothing");
    expect(status).toBe(404);
    expect(text).toContain("POST /local/clock");
    expect((await gateway.call("DELETE /local/clock")).status).toBe(404);
  });
});
