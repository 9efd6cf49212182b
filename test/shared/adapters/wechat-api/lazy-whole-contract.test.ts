import { expect, it } from "vitest";
import { createLazyWholeContract } from "../../../../shared/adapters/wechat-api/lazy-whole-contract.ts";

it("builds the contract once, and its parts call the gateway", async () => {
  const asked: string[] = [];
  const contract = createLazyWholeContract({
    credentials: async () => ({ baseUrl: "https://gateway.example.com", token: "t" }),
    postJson: async (url) => {
      asked.push(url.pathname);
      return { type: "answer", status: 200, text: '{"ret":200,"msg":"","data":true}' };
    },
    timeoutMs: 10,
  });
  const [first, second] = await Promise.all([contract(), contract()]);
  expect(first).toBe(second);
  expect(await first.api.login.checkOnline({ appId: "wx_a" })).toBe(true);
  expect(await first.passThrough.call("wx_a", "login", "checkOnline", {})).toBe(true);
  expect(asked).toEqual(["/login/checkOnline", "/login/checkOnline"]);
});
