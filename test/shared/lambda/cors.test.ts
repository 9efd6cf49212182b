import { expect, it } from "vitest";
import { corsHeaders, isOfAllowed, preflight, sharedWithPages } from "../../../shared/lambda/cors.ts";
import type { HttpResult } from "../../../shared/lambda/http.ts";
import { aLambdaContext, anHttpEvent } from "../../support/lambda-events.ts";

const SHOP = "https://shop.example";

it.each([undefined, "https://evil.example", "null", "", `${SHOP}.evil.example`, `${SHOP}/`, "HTTPS://shop.example"])(
  "a page of the origin %s reads nothing",
  (origin) => {
    expect(corsHeaders(origin, [SHOP], { withCookies: true })).toEqual({ vary: "Origin" });
    expect(isOfAllowed({ headers: origin === undefined ? {} : { origin } }, [SHOP])).toBe(origin === undefined);
  },
);

it("a page of an allowed origin reads the answer, with cookies where they are asked for", () => {
  const readable = { vary: "Origin", "access-control-allow-origin": SHOP };
  expect(corsHeaders(SHOP, [SHOP], { withCookies: false })).toEqual(readable);
  expect(corsHeaders(SHOP, ["https://a.example", SHOP], { withCookies: true })).toEqual({
    ...readable,
    "access-control-allow-credentials": "true",
  });
});

it("a browser is told methods and headers in advance, for ten minutes", () => {
  const told = { "access-control-allow-methods": "GET", "access-control-max-age": "600" };
  expect(preflight("GET")).toEqual({ status: 204, headers: told });
  expect(preflight("GET", "authorization").headers).toEqual({
    ...told,
    "access-control-allow-headers": "authorization",
  });
});

function asked(originsOf: () => Promise<readonly string[]>, origin?: string): Promise<HttpResult> {
  const answer = async () => ({ statusCode: 503, headers: { "retry-after": "5" }, body: "{}" });
  const event = anHttpEvent("GET", "/x");
  const named = { ...event, headers: origin === undefined ? {} : { origin } };
  return sharedWithPages(answer, { originsOf, withCookies: false })(named, aLambdaContext());
}

it("a failure is as readable as any answer, and stands where nobody knows who may read it", async () => {
  const failure = { statusCode: 503, body: "{}" };
  const readable = { "retry-after": "5", vary: "Origin", "access-control-allow-origin": SHOP };
  expect(await asked(async () => [SHOP], SHOP)).toEqual({ ...failure, headers: readable });
  const unknown = await asked(() => Promise.reject(new Error("away")), SHOP);
  expect(unknown).toEqual({ ...failure, headers: { "retry-after": "5", vary: "Origin" } });
});

it("no one is asked for the origins of a request without a page", async () => {
  const never = () => Promise.reject(new Error("asked"));
  expect((await asked(never)).headers).toEqual({ "retry-after": "5", vary: "Origin" });
});
