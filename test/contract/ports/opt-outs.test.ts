import { expect, it } from "vitest";
import { NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

onEveryStorage("opt-outs", (fresh) => {
  it("hold for one account, until they are taken back", async () => {
    const { optOuts } = await fresh();
    await optOuts.add("wx_app_1", "wxid_a", NOON);
    await optOuts.add("wx_app_1", "wxid_a", NOON + 1);
    await optOuts.add("wx_app_2", "wxid_b", NOON);
    const people = ["wxid_a", "wxid_b", "wxid_c"];
    expect(await optOuts.among("wx_app_1", people)).toEqual(new Set(["wxid_a"]));
    expect(await optOuts.among("wx_app_1", [])).toEqual(new Set());
    expect(await optOuts.remove("wx_app_1", "wxid_a")).toBe(true);
    expect(await optOuts.remove("wx_app_1", "wxid_a")).toBe(false);
    expect(await optOuts.among("wx_app_1", people)).toEqual(new Set());
    expect(await optOuts.among("wx_app_3", people)).toEqual(new Set());
  });

  it("are listed by wxid, in pages", async () => {
    const { optOuts } = await fresh();
    for (const wxid of ["wxid_c", "wxid_a", "wxid_b"]) await optOuts.add("wx_app_1", wxid, NOON);
    const first = await optOuts.list("wx_app_1", 2);
    expect(first.optOuts).toEqual([
      { wxid: "wxid_a", since: NOON },
      { wxid: "wxid_b", since: NOON },
    ]);
    expect(await optOuts.list("wx_app_1", 2, first.cursor)).toEqual({ optOuts: [{ wxid: "wxid_c", since: NOON }] });
  });
});
