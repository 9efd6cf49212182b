import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allowedRedirect } from "../../../../shared/identity/domain/allowed-redirect.ts";
import { webAccessSchema } from "../../../../shared/identity/domain/web-access.ts";

const redirects = [
  "https://shop.example/account/",
  "https://shop.example/done",
  "https://ports.example:8443/",
  "http://127.0.0.1:5173/",
];

const ALLOWED = [
  "https://shop.example/account/",
  "https://shop.example/account/orders",
  "https://shop.example/account/orders/1?a=1&b=https%3A%2F%2Fevil.example%2F..",
  "https://shop.example/account/?next=//evil.example/@/../",
  "https://shop.example/account/#/orders",
  "https://shop.example/account/%E8%AE%A2%E5%8D%95",
  "https://shop.example/account/a.b/c-d_e~f",
  "https://shop.example/done",
  "https://shop.example/done?",
  "https://shop.example/done?from=wechat#top",
  "https://ports.example:8443/anything/below",
  "http://127.0.0.1:5173/src/main.ts?t=1",
];

/** Each leads a browser, or a server behind the page, elsewhere than a person who reads it would think. */
const TRICKS: Readonly<Record<string, readonly string[]>> = {
  "another host": [
    "https://evil.example/",
    "https://evil.example/account/",
    "https://evil.example/?u=https://shop.example/account/",
    "https://evil.example/#https://shop.example/account/",
    "https://evil.example/https://shop.example/account/",
  ],
  "a host that begins or ends like the account's": [
    "https://shop.example.evil/account/",
    "https://shop.example.evil.example/account/",
    "https://evilshop.example/account/",
    "https://a.shop.example/account/",
    "https://shop.example./account/",
    "https://shop.example-evil.com/account/",
    "https://shop.example%2eevil.example/account/",
    "https://shop.example%00.evil.example/account/",
  ],
  "a user before the host": [
    "https://shop.example@evil.example/account/",
    "https://shop.example:443@evil.example/account/",
    "https://user@shop.example/account/",
    "https://user:secret@shop.example/account/",
    "https://@shop.example/account/",
    "https://:@shop.example/account/",
    "https://shop.example%2f@evil.example/account/",
    "https://shop.example/account/@evil.example/../..//evil.example",
  ],
  backslashes: [
    "https:\\\\evil.example\\account\\",
    "https://shop.example\\@evil.example/account/",
    "https://evil.example\\.shop.example/account/",
    "https:/\\evil.example/account/",
    "https://shop.example/account/\\evil.example",
    "https://shop.example/account/..\\..\\done2",
    "\\\\evil.example/account/",
    "/\\evil.example/account/",
  ],
  "slashes too many or too few": [
    "//evil.example/account/",
    "//shop.example/account/",
    "///evil.example/account/",
    "https:///evil.example/account/",
    "https:evil.example/account/",
    "https:shop.example/account/",
    "https:/shop.example/account/",
    "https:////shop.example/account/",
    "https://shop.example//account/",
    "https://shop.example/account//evil.example",
    "https://shop.example/account///evil.example/..",
  ],
  "dot segments": [
    "https://shop.example/account/../admin",
    "https://shop.example/account/./orders",
    "https://shop.example/account/..",
    "https://shop.example/account/%2e%2e/admin",
    "https://shop.example/account/.%2E/admin",
    "https://shop.example/account/%2E./admin",
    "https://shop.example/account/%2e/orders",
    "https://shop.example/account/..;/admin",
    "https://shop.example/account/..%3b/admin",
    "https://shop.example/account/...;jsessionid=1/admin",
    "https://shop.example/account/..%2fadmin",
    "https://shop.example/account/..%5cadmin",
  ],
  "encoded twice, or in more bytes than needed": [
    "https://shop.example/account/%252e%252e/admin",
    "https://shop.example/account/%252e%252e%252fadmin",
    "https://shop.example/account/%25%32%65%25%32%65/admin",
    "https://shop.example/account%252f..%252fadmin",
    "https://shop.example/account/%2f%2fevil.example",
    "https://shop.example/account/%5c%5cevil.example",
    "https://shop.example/account/%c0%ae%c0%ae/admin",
    "https://shop.example/account/%c0%af%c0%afevil.example",
    "https://shop.example/account/%ff",
    "https://shop.example/account/%uFF0e%uFF0e/admin",
    "https://shop.example/account/%EF%BC%8E%EF%BC%8E%EF%BC%8Fadmin",
    "https://shop.example/account/%E2%80%A5/admin",
  ],
  "letters that look alike, or are not written as browsers do": [
    "https://shоp.example/account/",
    "https://xn--shp-sdd.example/account/",
    "https://ｓhop.example/account/",
    "https://shop。example/account/",
    "https://shop.example／account/",
    "https://ⓢhop.example/account/",
    "https://SHOP.example/account/",
    "HTTPS://shop.example/account/",
    "https://shop.example:443/account/",
    "https://%73hop.example/account/",
    "https://shop.example/%61ccount/",
    "https://shop.example/Account/",
    "https://sho\u00adp.example/account/",
    "https://shop.example/account/\u202eevil",
  ],
  "blanks and control characters": [
    "https://shop.example/account/\r\nset-cookie: a=1",
    "https://shop.example/account/%0d%0aset-cookie:%20a=1",
    "https://shop.example/account/\tx",
    "ht\ttps://evil.example/account/",
    "https://ev\nil.example/account/",
    " https://shop.example/account/",
    "https://shop.example/account/ ",
    "https://shop.example/account/%00",
    "https://shop.example/account/\u0000",
    "https://shop.example/account/ https://evil.example/",
  ],
  "another scheme or port": [
    "http://shop.example/account/",
    "ftp://shop.example/account/",
    "wss://shop.example/account/",
    "javascript:alert(1)",
    "javascript://shop.example/account/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "blob:https://shop.example/account/",
    "view-source:https://shop.example/account/",
    "weixin://shop.example/account/",
    "https://shop.example:8443/account/",
    "https://shop.example:80/account/",
    "https://ports.example/",
    "https://ports.example:08443/",
    "http://127.0.0.1:5174/",
    "http://localhost:5173/",
    "http://2130706433:5173/",
    "http://0x7f.1:5173/",
  ],
  "a path that only begins alike": [
    "https://shop.example/account",
    "https://shop.example/accounts/",
    "https://shop.example/account.evil/",
    "https://shop.example/done/",
    "https://shop.example/done/../account",
    "https://shop.example/done2",
    "https://shop.example/",
    "https://shop.example",
    "https://shop.example?/account/",
    "https://shop.example#/account/",
    "https://shop.example/?/account/",
    "https://shop.example/#/account/",
    "https://shop.example/%23/account/",
  ],
  "no address at all": ["", "/", "/account/", "account/", "https://", "https://[", "?", "#", "null", "about:blank"],
  "an address that is too long": [`https://shop.example/account/${"a".repeat(1000)}`],
};

describe("where people may be led", () => {
  it.each(ALLOWED)("is %s", (target) => {
    expect(allowedRedirect({ redirects }, target)?.href).toBe(target);
  });

  it("is judged by places that an account may have", () => {
    expect(webAccessSchema.shape.redirects.safeParse(redirects).success).toBe(true);
    expect(Object.values(TRICKS).flat().length).toBeGreaterThan(100);
  });

  describe.each(Object.entries(TRICKS))("is not %s:", (_trick, targets) => {
    it.each(targets)("%j", (target) => {
      expect(allowedRedirect({ redirects }, target)).toBeUndefined();
    });
  });

  it("is nowhere for an account without places", () => {
    for (const target of ALLOWED) expect(allowedRedirect({ redirects: [] }, target)).toBeUndefined();
  });

  it("stays on an allowed origin and below an allowed path, whatever is put before, into and behind it", () => {
    const scrap = fc.oneof(
      fc.constantFrom(
        "/",
        "\\",
        "//",
        "@",
        ":",
        ".",
        "..",
        "/../",
        "%2e",
        "%2f",
        "%5c",
        "%25",
        "#",
        "?",
        "\t",
        "evil.example",
      ),
      fc.string({ maxLength: 4 }),
    );
    const target = fc
      .tuple(fc.constantFrom(...ALLOWED), fc.array(fc.tuple(fc.nat(60), scrap), { maxLength: 4 }))
      .map(([start, scraps]) =>
        scraps.reduce(
          (text, [at, put]) => text.slice(0, at % (text.length + 1)) + put + text.slice(at % (text.length + 1)),
          start,
        ),
      );
    fc.assert(
      fc.property(target, (text) => {
        const url = allowedRedirect({ redirects }, text);
        if (!url) return;
        const read = new URL(text);
        expect(read.href).toBe(text);
        expect(["https://shop.example", "https://ports.example:8443", "http://127.0.0.1:5173"]).toContain(read.origin);
        if (read.origin === "https://shop.example") expect(read.pathname).toMatch(/^\/(account\/|done$)/);
        expect(read.pathname).not.toMatch(/\/\.\.|\\|\/\/|%[0-7]/);
      }),
      { numRuns: 20_000 },
    );
  });
});
