import { expect, it } from "vitest";
import type { NewAuthorization } from "../../../shared/official/domain/authorization.ts";
import { NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

function anAuthorization(overrides: Partial<NewAuthorization> = {}): NewAuthorization {
  return {
    appId: "wx_a",
    componentAppId: "wx_platform",
    state: "authorized",
    changedAt: NOON,
    funcs: [1, 15],
    ...overrides,
  };
}

onEveryStorage("authorizations", (fresh) => {
  it("are kept with their token, and shown without it", async () => {
    const { authorizations } = await fresh();
    expect(await authorizations.get("wx_a")).toBeUndefined();
    expect(await authorizations.open("wx_a")).toBeUndefined();
    const put = await authorizations.put(anAuthorization(), "refresh-1", 0);
    expect(put).toEqual({ ...anAuthorization(), settled: false, revision: 1 });
    expect(await authorizations.get("wx_a")).toEqual(put);
    expect(await authorizations.open("wx_a")).toEqual({ ...put, refreshToken: "refresh-1" });
  });

  it("are written by one of many that saw the same revision", async () => {
    const { authorizations } = await fresh();
    const puts = Array.from({ length: 8 }, (_, index) => authorizations.put(anAuthorization(), `refresh-${index}`, 0));
    expect((await Promise.all(puts)).filter(Boolean)).toHaveLength(1);
    expect(await authorizations.put(anAuthorization(), "late", 0)).toBeUndefined();
    expect(await authorizations.put(anAuthorization({ state: "withdrawn", funcs: [] }), undefined, 1)).toMatchObject({
      revision: 2,
      state: "withdrawn",
    });
    expect(await authorizations.open("wx_a")).not.toHaveProperty("refreshToken");
  });

  it("replace the refresh token that was used, and no other", async () => {
    const { authorizations } = await fresh();
    await authorizations.put(anAuthorization(), "refresh-1", 0);
    expect(await authorizations.rotate("wx_a", "refresh-0", "refresh-2")).toBe(false);
    expect(await authorizations.rotate("wx_b", "refresh-1", "refresh-2")).toBe(false);
    expect(await authorizations.rotate("wx_a", "refresh-1", "refresh-2")).toBe(true);
    expect(await authorizations.open("wx_a")).toMatchObject({ refreshToken: "refresh-2", revision: 2 });
  });

  it("rotate once for two that used the same token", async () => {
    const { authorizations } = await fresh();
    await authorizations.put(anAuthorization(), "refresh-1", 0);
    const both = await Promise.all(["a", "b"].map((to) => authorizations.rotate("wx_a", "refresh-1", to)));
    expect(both.filter(Boolean)).toHaveLength(1);
  });

  it("are lost by the refused token only, and found by the next one", async () => {
    const { authorizations } = await fresh();
    await authorizations.put(anAuthorization(), "refresh-1", 0);
    expect(await authorizations.lose("wx_a", "refresh-0")).toBe(false);
    expect(await authorizations.lose("wx_a", "refresh-1")).toBe(true);
    expect(await authorizations.open("wx_a")).toMatchObject({ state: "lost", settled: false });
    expect(await authorizations.rotate("wx_a", "refresh-1", "refresh-2")).toBe(true);
    expect(await authorizations.open("wx_a")).toMatchObject({ state: "authorized", refreshToken: "refresh-2" });
  });

  it("have no token to rotate or to lose once withdrawn", async () => {
    const { authorizations } = await fresh();
    await authorizations.put(anAuthorization({ state: "withdrawn" }), undefined, 0);
    expect(await authorizations.rotate("wx_a", "refresh-1", "refresh-2")).toBe(false);
    expect(await authorizations.lose("wx_a", "refresh-1")).toBe(false);
  });

  it("are settled as long as their state has not changed", async () => {
    const { authorizations } = await fresh();
    const first = await authorizations.put(anAuthorization(), "refresh-1", 0);
    const second = await authorizations.put(
      anAuthorization({ state: "withdrawn", changedAt: NOON + 1000 }),
      undefined,
      1,
    );
    if (!first || !second) throw new Error("not written");
    await authorizations.settle(first);
    expect(await authorizations.get("wx_a")).toMatchObject({ settled: false });
    await authorizations.settle(second);
    expect(await authorizations.get("wx_a")).toMatchObject({ settled: true, revision: 2 });
  });

  it("are listed by platform", async () => {
    const { authorizations } = await fresh();
    await authorizations.put(anAuthorization({ appId: "wx_a" }), "refresh-1", 0);
    await authorizations.put(anAuthorization({ appId: "wx_b" }), "refresh-2", 0);
    await authorizations.put(anAuthorization({ appId: "wx_c", componentAppId: "wx_other" }), "refresh-3", 0);
    const listed = await authorizations.list("wx_platform");
    expect(listed.map(({ appId }) => appId).toSorted()).toEqual(["wx_a", "wx_b"]);
    expect(JSON.stringify(listed)).not.toContain("refresh");
  });
});

onEveryStorage("links to an authorization", (fresh) => {
  it("are good for one return, in their time", async () => {
    const { authorizationLinks: links } = await fresh();
    const link = { componentAppId: "wx_platform", redirect: "https://shop.example/done" };
    await links.put("state-1", link, NOON + 1000);
    await links.put("state-2", { componentAppId: "wx_platform" }, NOON + 1000);
    expect(await links.take("state-0", NOON)).toBeUndefined();
    expect(await links.take("state-1", NOON)).toEqual(link);
    expect(await links.take("state-1", NOON)).toBeUndefined();
    expect(await links.take("state-2", NOON + 1000)).toBeUndefined();
  });
});
