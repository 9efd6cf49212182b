import { resolve } from "node:path";
import { describe, expect, it, vi } from "vitest";

type Page = {
  arrive(settings: object): Promise<void>;
  signIn(settings: object, act: object): void;
};

const SETTINGS = { platformUrl: "https://fleet.example", appId: "wx_shop" };
const SHOP = "https://shop.example/";

/** The demo shop's page, opened at `address` in a tab that keeps `stored`. */
async function aTab(address: string, stored: Record<string, string> = {}) {
  const kept = new Map(Object.entries(stored));
  const [asked, went]: [string[], string[]] = [[], []];
  vi.stubGlobal("location", { href: address, origin: new URL(address).origin, assign: (to: string) => went.push(to) });
  vi.stubGlobal("history", { replaceState: (_state: unknown, _title: string, to: URL) => went.push(to.href) });
  vi.stubGlobal("sessionStorage", {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
    removeItem: (name: string) => kept.delete(name),
  });
  const anElement = () => ({ append() {}, replaceChildren() {}, childElementCount: 0 });
  vi.stubGlobal("document", { createElement: anElement, getElementById: anElement, querySelectorAll: () => [] });
  vi.stubGlobal("fetch", async (url: string) => {
    asked.push(new URL(url).pathname);
    return new Response(JSON.stringify({ token: "t", openid: "o1" }));
  });
  const page: Page = await import(resolve(import.meta.dirname, "../../../../local/demo/shop/page/session.js"));
  return { page, asked, went, kept };
}

describe("the session on the demo shop's page", () => {
  it("is taken for the code that the tab's own sign-in came back with, and leaves the address", async () => {
    const tab = await aTab(SHOP);
    tab.page.signIn(SETTINGS, { scope: "base" });
    const back = new URL(new URL(tab.went[0] ?? "").searchParams.get("redirect") ?? "");
    expect(back.origin + back.pathname).toBe(SHOP);
    back.searchParams.set("session_code", "c");
    const { page, asked, went } = await aTab(back.href, Object.fromEntries(tab.kept));
    await page.arrive(SETTINGS);
    expect(asked).toEqual(["/oauth/wx_shop/token", "/oauth/wx_shop/session"]);
    expect(went).toEqual([SHOP]);
  });

  it.each([
    ["in a tab that began nothing", `${SHOP}?session_code=evil`, {}],
    ["with a nonce of their own", `${SHOP}?session_code=evil&nonce=n`, {}],
    ["with another nonce than the tab's", `${SHOP}?session_code=evil&nonce=n`, { nonce: "m" }],
  ])("is not taken for a code that others lead people there with, %s", async (_how, address, stored) => {
    const { page, asked, went } = await aTab(address, stored);
    await page.arrive(SETTINGS);
    expect(asked).toEqual([]);
    expect(went).toEqual([SHOP]);
  });
});
