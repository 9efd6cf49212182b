import { describe, expect, it } from "vitest";
import {
  LONGEST_ADDRESS,
  pageSignature,
  signedAddress,
  ticketIdOf,
} from "../../../../shared/identity/domain/signed-page.ts";

const access = { signedOrigins: ["https://shop.example", "https://m.shop.example:8443", "http://127.0.0.1:3000"] };

describe("a page's signature", () => {
  it("is the one of WeChat's page", () => {
    expect(
      pageSignature({
        ticket: "sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg",
        nonceStr: "Wm3WZYTPz0wzccnW",
        timestamp: 1414587457,
        address: "http://mp.weixin.qq.com?params=value",
      }),
    ).toBe("0f9de62fce790f9a083d5c99e95740ceb90c27ed");
  });

  it("is the one that the Go package zouhuigang/package states, compared there with WeChat's own tool", () => {
    expect(
      pageSignature({
        ticket: "kgt8ON7yVITDhtdwci0qedb8EuKl7VzW2NoBNJA819yQXNy4bd6IlLzxolhEatYfgOdvteSiqGXQlbmgsCusDQ",
        nonceStr: "spybo2yt3ohu4jr8yaw6ik6vl3k6vhpg",
        timestamp: 1505096462,
        address: "https://www.anooc.com/edu/teacher/scan",
      }),
    ).toBe("6d61cdd2d481ecb8a8b04e842aac91f613091043");
  });

  it("is over the letters as they stand", () => {
    const signing = { ticket: "t", nonceStr: "n", timestamp: 1 };
    const addresses = ["https://a.example/?q=%E5%BA%97", "https://a.example/?q=店", "https://a.example/?q=%e5%ba%97"];
    const signatures = addresses.map((address) => pageSignature({ ...signing, address }));
    expect(new Set(signatures).size).toBe(3);
  });
});

describe("the address that is signed", () => {
  it.each([
    ["https://shop.example"],
    ["https://shop.example/"],
    ["https://shop.example/a/b?c=d&e=%2F"],
    ["https://shop.example?params=value"],
    ["https://m.shop.example:8443/x"],
    ["http://127.0.0.1:3000/dev"],
    ["https://shop.example/?to=https://evil.example/"],
  ])("is %s as the page says it", (url) => {
    expect(signedAddress(url, access)).toBe(url);
  });

  it("ends before the fragment", () => {
    expect(signedAddress("https://shop.example/a?b=c#/route?x#y", access)).toBe("https://shop.example/a?b=c");
    expect(signedAddress("https://shop.example#", access)).toBe("https://shop.example");
  });

  it.each([
    [""],
    ["#https://shop.example/"],
    ["shop.example/"],
    ["//shop.example/"],
    ["http://shop.example/"],
    ["HTTPS://shop.example/"],
    ["https://SHOP.example/"],
    ["https://shop.example.evil.example/"],
    ["https://shop.example@evil.example/"],
    ["https://shop.example:443@evil.example/"],
    ["https://shop.example:444/"],
    ["https://shop.example\\@evil.example/"],
    ["https://shop.example\\evil"],
    ["https://shop.exampleevil/"],
    ["https://shop.example%2eevil.example/"],
    ["https://evil.example/https://shop.example/"],
    ["https://evil.example/?https://shop.example/"],
    [" https://shop.example/"],
    ["https://shop.example/ "],
    ["https://shop.example/a b"],
    ["https://shop.example/\n"],
    ["https://shop.example/\u0000"],
    ["https://shop.example/\u0085"],
    ["https://m.shop.example/"],
    ["https://127.0.0.1:3000/"],
    ["javascript:https://shop.example/"],
    [`https://shop.example/${"x".repeat(LONGEST_ADDRESS)}`],
  ])("is not %j", (url) => {
    expect(signedAddress(url, access)).toBeUndefined();
  });

  it("is no page of an account that lets no page sign", () => {
    expect(signedAddress("https://shop.example/", { signedOrigins: [] })).toBeUndefined();
  });
});

it("names a ticket by a hash that is another one for each account", () => {
  const id = ticketIdOf("wx_a", "ticket");
  expect(id).toMatch(/^[0-9a-f]{16}$/);
  expect(ticketIdOf("wx_b", "ticket")).not.toBe(id);
  expect(ticketIdOf("wx_a", "ticket-2")).not.toBe(id);
});
