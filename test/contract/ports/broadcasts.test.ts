import { expect, it } from "vitest";
import { aBroadcast } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

onEveryStorage("broadcasts", (fresh) => {
  it("are what was put last", async () => {
    const { broadcasts } = await fresh();
    expect(await broadcasts.get("news")).toBeUndefined();
    await broadcasts.put(aBroadcast());
    await broadcasts.put(aBroadcast({ enabled: false }));
    expect(await broadcasts.get("news")).toEqual(aBroadcast({ enabled: false }));
  });

  it("are listed by id, in pages", async () => {
    const { broadcasts } = await fresh();
    for (const id of ["c", "a", "b"]) await broadcasts.put(aBroadcast({ id }));
    const first = await broadcasts.list(2);
    expect(first.broadcasts.map(({ id }) => id)).toEqual(["a", "b"]);
    const rest = await broadcasts.list(2, first.cursor);
    expect(rest.broadcasts).toEqual([aBroadcast({ id: "c" })]);
    expect(rest.cursor).toBeUndefined();
    await expect(broadcasts.list(2, "nonsense")).rejects.toMatchObject({ code: "invalid-input" });
  });

  it("are gone once they are removed", async () => {
    const { broadcasts } = await fresh();
    await broadcasts.put(aBroadcast());
    expect(await broadcasts.remove("news")).toBe(true);
    expect(await broadcasts.remove("news")).toBe(false);
    expect(await broadcasts.get("news")).toBeUndefined();
    expect(await broadcasts.list(10)).toEqual({ broadcasts: [] });
  });

  it("may name thousands of people", async () => {
    const { broadcasts } = await fresh();
    const ids = Array.from({ length: 5000 }, (_, index) => `wxid_${index}abcdefghijkl`);
    const large = aBroadcast({ audience: { accounts: ["wx_app_1"], recipients: { type: "list", ids } } });
    await broadcasts.put(large);
    expect(await broadcasts.get("news")).toEqual(large);
  });
});
