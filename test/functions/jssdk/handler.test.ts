import { describe, expect, it } from "vitest";
import { createHandler } from "../../../functions/jssdk/handler.ts";
import { NO_WEB_ACCESS } from "../../../shared/identity/domain/web-access.ts";
import { AppError } from "../../../shared/kernel/domain/errors.ts";
import { aPageSigner, SHOP, SHOP_ACCESS, SHOP_APP } from "../../support/a-page-signer.ts";
import { aLambdaContext, anHttpEvent } from "../../support/lambda-events.ts";

type Asked = {
  readonly method?: string;
  readonly appId?: string;
  readonly origin?: string;
  readonly query?: Record<string, string>;
};

function setUp() {
  const world = aPageSigner();
  const table = { down: false, asked: [] as string[] };
  const handler = createHandler({
    log: world.log,
    metrics: world.metrics,
    flush: world.flush,
    sign: world.signer(),
    async accessOf(appId) {
      table.asked.push(appId);
      if (table.down) throw new AppError("unavailable", "the table is away");
      return appId === SHOP_APP ? SHOP_ACCESS : NO_WEB_ACCESS;
    },
  });
  return {
    ...world,
    table,
    async ask({ method = "GET", appId = SHOP_APP, origin, query = { url: `${SHOP}/order` } }: Asked = {}) {
      const event = anHttpEvent(method, "/jssdk/{appId}/signature", { params: { appId } });
      const headers = { ...event.headers, ...(origin === undefined ? {} : { origin }) };
      const answer = await handler({ ...event, headers, queryStringParameters: query }, aLambdaContext());
      return { ...answer, json: answer.body ? JSON.parse(answer.body) : undefined };
    },
  };
}

describe("GET /jssdk/{appId}/signature", () => {
  it("answers a page of an allowed origin, which may read it and may not keep it", async () => {
    const { statusCode, headers, json } = await setUp().ask({ origin: SHOP });
    expect(statusCode).toBe(200);
    expect(json).toEqual({
      appId: SHOP_APP,
      timestamp: expect.any(Number),
      nonceStr: "nonce1",
      signature: expect.stringMatching(/^[0-9a-f]{40}$/),
      ticketId: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    expect(headers).toMatchObject({
      "access-control-allow-origin": SHOP,
      vary: "Origin",
      "cache-control": "no-store",
    });
  });

  it("answers a server, which says no origin", async () => {
    const { statusCode, headers } = await setUp().ask();
    expect(statusCode).toBe(200);
    expect(headers).not.toHaveProperty("access-control-allow-origin");
  });

  it.each(["x".repeat(8000), "../etc", "wx_a#web", ""])("reads nothing for what is no appId (%#)", async (appId) => {
    const { ask, table } = setUp();
    for (const method of ["GET", "OPTIONS"]) {
      expect((await ask({ appId, method, origin: SHOP })).statusCode).toBe(403);
      expect((await ask({ appId, method })).statusCode).toBe(403);
    }
    expect(table.asked).toEqual([]);
  });

  it.each<[string, Asked]>([
    ["of another origin", { origin: "https://evil.example" }],
    ["of a sandboxed page", { origin: "null" }],
    ["of an origin that only begins alike", { origin: `${SHOP}.evil.example` }],
    ["of an origin without TLS", { origin: "http://shop.example" }],
    ["for a page of another site", { origin: SHOP, query: { url: "https://evil.example/" } }],
    ["for an account that is not here", { origin: SHOP, appId: "wx_other" }],
    ["for what is no appId", { appId: "../etc" }],
  ])("refuses a request %s in one and the same way", async (_what, asked) => {
    const { ask, vendor } = setUp();
    const { statusCode, json, headers } = await ask(asked);
    expect([statusCode, json.detail]).toEqual([403, "pages of this address are not signed for this account"]);
    const isRead = asked.origin === SHOP && asked.appId === undefined;
    expect(headers?.["access-control-allow-origin"]).toBe(isRead ? SHOP : undefined);
    expect(vendor.asked).toBe(0);
  });

  it.each([{}, { url: "" }, { refused: "x" }])("says that the address is missing (%o)", async (query) => {
    const { statusCode, json, headers } = await setUp().ask({ origin: SHOP, query });
    expect([statusCode, json.detail]).toEqual([400, "query.url: the address of the page is missing"]);
    expect(headers).toMatchObject({ "access-control-allow-origin": SHOP });
  });

  it("is 503 without a ticket, which the page may read, and which tells nothing", async () => {
    const { ask, vendor, lines } = setUp();
    vendor.down = true;
    const { statusCode, body, headers } = await ask({ origin: SHOP });
    expect(statusCode).toBe(503);
    expect(body).not.toMatch(/AppSecret|40125|ticket/);
    expect(headers).toMatchObject({ "access-control-allow-origin": SHOP });
    expect(lines.some(({ level, message }) => level === "error" && message === "a request failed")).toBe(true);
  });

  it("is 503 while the table is away, whatever page asks", async () => {
    const { ask, table } = setUp();
    table.down = true;
    const { statusCode, headers } = await ask({ origin: SHOP });
    expect(statusCode).toBe(503);
    expect(headers).not.toHaveProperty("access-control-allow-origin");
  });

  it("replaces the ticket that the page names", async () => {
    const { ask, vendor } = setUp();
    const refused = (await ask()).json.ticketId;
    const { json } = await ask({ query: { url: SHOP, refused } });
    expect(json.ticketId).not.toBe(refused);
    expect(vendor.asked).toBe(2);
  });
});

describe("OPTIONS /jssdk/{appId}/signature", () => {
  it("lets allowed origins ask, and no others", async () => {
    const { ask } = setUp();
    const allowed = await ask({ method: "OPTIONS", origin: SHOP, query: {} });
    expect(allowed).toMatchObject({
      statusCode: 204,
      headers: { "access-control-allow-origin": SHOP, "access-control-allow-methods": "GET" },
    });
    const refused = await ask({ method: "OPTIONS", origin: "https://evil.example", query: {} });
    expect(refused.statusCode).toBe(403);
    expect(refused.headers).not.toHaveProperty("access-control-allow-methods");
  });
});
