import { expect, it } from "vitest";
import { PERSON } from "../../support/a-session-desk.ts";
import { ACCESS, type Asked, aSessionPage, SHOP } from "../../support/a-session-page.ts";

/** Requests of strangers for each route. */
const REQUESTS = 20_000;

/** Numbers below `below`, the same ones in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const ODD = [
  "",
  " ",
  "\u0000",
  "\ud800",
  "你好",
  "%00",
  "../",
  "__proto__",
  "null",
  "*",
  "A".repeat(3000),
  "a.b.c",
  "{}",
  "[]",
];

it("no request to a public route of sessions ends with a 5xx, and none is let in that has no session", async () => {
  const page = aSessionPage();
  const { token, csrf, session } = await page.sessions.open(PERSON);
  const { location } = await page.deliver({ ...ACCESS, delivery: "code" }, new URL(`${SHOP}/account/`), {
    token,
    csrf,
    session,
  });
  const code = new URL(location).searchParams.get("session_code") ?? "";
  const pick = numbers(53);
  const oneOf = <T>(...of: readonly T[]): T => of[pick(of.length)] as T;

  /** Half of the pieces are good ones, bent at one place or not. */
  function bent(good: string): string {
    const at = pick(good.length);
    const ways = [
      () => oneOf(...ODD),
      () => good,
      () => good.slice(0, at),
      () => good.slice(0, at) + oneOf(...ODD) + good.slice(at),
      () => good.slice(0, at) + String.fromCharCode(pick(65_536)) + good.slice(at + 1),
    ];
    return oneOf(...ways)();
  }

  const maybe = <K extends string>(name: K, value: () => string) => (pick(2) ? { [name]: value() } : {});
  const request = (): Asked => ({
    ...(pick(3) ? {} : { appId: bent(PERSON.appId) }),
    ...maybe("origin", () => oneOf(SHOP, bent(SHOP), "https://evil.example")),
    ...maybe("bearer", () => bent(token.slice(0, -1))),
    ...maybe("cookie", () => bent(token.slice(0, -1))),
    ...maybe("csrf", () => bent(csrf)),
    ...maybe("body", () => oneOf(bent(JSON.stringify({ code: code.slice(1) })), bent('{"code":{"a":1}}'))),
    cookies: pick(4) ? [] : [bent("__Host-session-wx_shop=x"), oneOf(...ODD)],
  });

  const counts = new Map<string, number>();
  for (const route of page.routeKeys) {
    for (let n = 0; n < REQUESTS; n++) {
      const asked = request();
      const { status = 0 } = await page.ask(route, asked);
      if (status >= 500 || (status === 200 && !route.endsWith("jwks.json"))) {
        expect.fail(`${route} answers ${status} to ${JSON.stringify(asked)}`);
      }
      counts.set(`${route} ${status}`, (counts.get(`${route} ${status}`) ?? 0) + 1);
    }
  }
  expect(counts.get("GET /oauth/{appId}/session 401")).toBeGreaterThan(1000);
  expect(counts.get("GET /oauth/{appId}/session 403")).toBeGreaterThan(1000);
  expect(counts.get("OPTIONS /oauth/{appId}/session 204")).toBeGreaterThan(1000);
  expect(await page.sessions.read("wx_shop", token)).toEqual(session);
});
