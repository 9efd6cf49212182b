import { describe, expect, it } from "vitest";
import { AUTHORIZER, aGateway, route } from "./a-gateway.ts";

const rules = route("GET /api/rules", { authorizer: AUTHORIZER });

describe("what a browser sees", () => {
  it("is the start page at /, unless a route of the template is there", async () => {
    await using gateway = await aGateway([rules]);
    const answer = await gateway.call("GET /");
    expect([answer.status, answer.headers["content-type"], answer.text]).toEqual([
      200,
      "text/html; charset=utf-8",
      "<h1>start</h1>",
    ]);
    expect((await gateway.call("POST /")).status).toBe(404);
    await using other = await aGateway([route("GET /")], () => ({ statusCode: 200, body: "the console" }));
    expect((await other.call("GET /")).text).toBe("the console");
  });

  it("is the API below /local/view with a viewer's token, by GET alone", async () => {
    await using gateway = await aGateway([rules]);
    expect((await gateway.call("GET /api/rules")).status).toBe(401);
    const viewed = await gateway.call("GET /local/view/api/rules?limit=2");
    expect(viewed.status).toBe(200);
    expect(viewed.json()).toMatchObject({
      rawPath: "/api/rules",
      rawQueryString: "limit=2",
      requestContext: { authorizer: { jwt: { claims: { "cognito:groups": "[viewer]" } } } },
    });
    expect((await gateway.call("POST /local/view/api/rules")).status).toBe(404);
    expect((await gateway.call("GET /local/view/api/none")).status).toBe(404);
  });

  it("is nothing for pages of other origins", async () => {
    await using gateway = await aGateway([rules]);
    for (const path of ["/", "/local/view/api/rules"]) {
      const headers = { origin: "https://elsewhere.example" };
      expect((await gateway.call(`GET ${path}`, { headers })).status).toBe(403);
    }
  });
});
