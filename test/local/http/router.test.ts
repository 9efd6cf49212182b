import { describe, expect, it } from "vitest";
import { createRouter } from "../../../local/http/router.ts";
import { route } from "./a-gateway.ts";

const KEYS = [
  "$default",
  "ANY /api/{proxy+}",
  "GET /api/{proxy+}",
  "GET /api/{part}",
  "GET /api/openapi.json",
  "POST /callbacks/wechatapi/{callbackKey}",
  "GET /a/{one}/b/{two}",
  "GET /",
];
const find = createRouter(KEYS.map((key) => route(key)));

describe("the router", () => {
  it.each([
    ["GET /api/openapi.json", "GET /api/openapi.json", {}],
    ["GET /api/rules", "GET /api/{part}", { part: "rules" }],
    ["GET /api/rules/5/x", "GET /api/{proxy+}", { proxy: "rules/5/x" }],
    ["PUT /api/rules", "ANY /api/{proxy+}", { proxy: "rules" }],
    ["POST /callbacks/wechatapi/k-1", "POST /callbacks/wechatapi/{callbackKey}", { callbackKey: "k-1" }],
    ["GET /a/1/b/2", "GET /a/{one}/b/{two}", { one: "1", two: "2" }],
    ["GET /a/%E4%BD%A0%2F/b/2", "GET /a/{one}/b/{two}", { one: "你/", two: "2" }],
    ["GET /", "GET /", {}],
    ["GET /api", "$default", {}],
    ["GET /api/", "$default", {}],
    ["GET /callbacks/wechatapi/k", "$default", {}],
    ["POST /callbacks/wechatapi/", "$default", {}],
    ["POST /callbacks/wechatapi/k/", "$default", {}],
    ["GET /API/rules", "$default", {}],
  ])("sends %s to %s", (request, key, pathParameters) => {
    const [method = "", path = ""] = request.split(" ");
    expect(find(method, path)).toEqual({ route: expect.objectContaining({ routeKey: key }), pathParameters });
  });

  it("finds the same whatever the order of the template", () => {
    const turned = createRouter([...KEYS].reverse().map((key) => route(key)));
    for (const path of ["/api/openapi.json", "/api/rules", "/api/rules/1", "/x"]) {
      expect(turned("GET", path)?.route.routeKey).toBe(find("GET", path)?.route.routeKey);
    }
  });

  it("finds nothing where no route fits and there is no $default", () => {
    expect(createRouter([route("GET /x")])("GET", "/y")).toBeUndefined();
    expect(createRouter([])("GET", "/")).toBeUndefined();
  });
});
