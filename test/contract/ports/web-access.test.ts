import { expect, it } from "vitest";
import type { WebAccess } from "../../../shared/identity/domain/web-access.ts";
import { onEveryStorage } from "./every-storage.ts";

const access: WebAccess = {
  redirects: ["https://shop.example/account/"],
  origins: ["https://shop.example"],
  signedOrigins: [],
  delivery: "cookie",
};

onEveryStorage("web access", (fresh) => {
  it("is kept by account, and counted", async () => {
    const { webAccess } = await fresh();
    expect(await webAccess.get("wx_shop")).toBeUndefined();
    expect(await webAccess.put("wx_shop", access, 0)).toBe(true);
    expect(await webAccess.get("wx_shop")).toEqual({ access, revision: 1 });
    expect(await webAccess.get("wx_other")).toBeUndefined();
  });

  it("changes from the revision that was seen only, whoever is faster", async () => {
    const { webAccess } = await fresh();
    expect(await webAccess.put("wx_shop", access, 1)).toBe(false);
    const first = await Promise.all([0, 0, 0].map((after) => webAccess.put("wx_shop", access, after)));
    expect(first.filter(Boolean)).toHaveLength(1);
    const code = { ...access, delivery: "code" as const };
    expect(await webAccess.put("wx_shop", code, 1)).toBe(true);
    expect(await webAccess.put("wx_shop", access, 1)).toBe(false);
    expect(await webAccess.get("wx_shop")).toEqual({ access: code, revision: 2 });
  });
});
