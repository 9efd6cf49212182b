import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const PAGE = "https://shop.example/account/";

/** Runs a page's code in a browser that is at `address`; what it asked for, and where it went. */
type Run = (address: string, stored?: Record<string, string>) => Promise<{ asked: string[]; went: string[] }>;

function pageIn(file: string): Run {
  const text = readFileSync(`docs/${file}`, "utf8");
  const code = /<script type="module">\n(.*?)<\/script>/s.exec(text)?.[1] ?? "";
  const AsyncFunction = (async () => {}).constructor as new (
    ...texts: string[]
  ) => (...given: unknown[]) => Promise<void>;
  const names = ["location", "sessionStorage", "history", "fetch", "document"];
  return async (address, stored = {}) => {
    const kept = new Map(Object.entries(stored));
    const [asked, went]: [string[], string[]] = [[], []];
    const location = { href: address, origin: new URL(address).origin, assign: (to: string) => went.push(to) };
    const sessionStorage = {
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, value: string) => kept.set(name, value),
      removeItem: (name: string) => kept.delete(name),
    };
    const fetch = async (url: string) => {
      asked.push(new URL(url).pathname.split("/").at(-1) ?? "");
      return { ok: true, json: async () => ({ token: "t", openid: "o1" }) };
    };
    await new AsyncFunction(...names, code)(location, sessionStorage, { replaceState() {} }, fetch, {
      querySelector: () => ({}),
    });
    return { asked, went };
  };
}

describe.each(["web-sessions.md", "web-sessions.zh-CN.md"])("the page in %s", (file) => {
  const run = pageIn(file);

  it("leads a person to the start, and takes the session that they come back with", async () => {
    const { asked, went } = await run(PAGE);
    expect(asked).toEqual([]);
    const back = new URL(new URL(went[0] ?? "").searchParams.get("redirect") ?? "");
    const nonce = back.searchParams.get("nonce") ?? "";
    back.searchParams.set("session_code", "c");
    expect(await run(back.href, { nonce })).toEqual({ asked: ["token", "session"], went: [] });
  });

  it.each([
    ["without a nonce, in a tab that began nothing", `${PAGE}?session_code=evil`, {}],
    ["with a nonce of their own, in a tab that began nothing", `${PAGE}?session_code=evil&nonce=n`, {}],
    ["with another nonce", `${PAGE}?session_code=evil&nonce=n`, { nonce: "m" }],
    ["without a nonce, in a tab that began", `${PAGE}?session_code=evil`, { nonce: "m" }],
  ])("takes no code that others lead people there with, %s", async (_how, address, stored) => {
    const { asked, went } = await run(address, stored as Record<string, string>);
    expect(asked).not.toContain("token");
    expect(went).toHaveLength(1);
  });
});
