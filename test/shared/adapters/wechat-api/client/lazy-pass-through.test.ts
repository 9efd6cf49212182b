import { expect, it } from "vitest";
import { createLazyPassThrough } from "../../../../../shared/adapters/wechat-api/client/lazy-pass-through.ts";

it("builds the pass-through once, and its calls reach the gateway", async () => {
  const asked: string[] = [];
  const endpoints = createLazyPassThrough({
    credentials: async () => ({ baseUrl: "https://gateway.example.com", token: "t" }),
    postJson: async (url) => {
      asked.push(url.pathname);
      return { type: "answer", status: 200, text: '{"ret":200,"msg":"","data":true}' };
    },
    timeoutMs: 10,
  });
  const call = () => endpoints.call("wx_a", "login", "checkOnline", {});
  expect(await Promise.all([call(), call()])).toEqual([true, true]);
  expect(asked).toEqual(["/login/checkOnline", "/login/checkOnline"]);
  expect(await endpoints.list()).toHaveLength(132);
});
