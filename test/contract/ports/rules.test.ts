import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { NO_RULES, type Rule } from "../../../shared/domain/rule.ts";
import { aRule, aSnapshot } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

onEveryStorage("rules", (fresh) => {
  it("are an empty set before the first publication", async () => {
    const { rules } = await fresh();
    expect(await rules.version()).toBe(0);
    expect(await rules.snapshot(0)).toEqual(NO_RULES);
  });

  it("are published version by version, and every version stays readable", async () => {
    const { rules } = await fresh();
    await rules.publish(aSnapshot(1));
    await rules.publish(aSnapshot(2, [aRule({ id: "other", accounts: ["wx_app_1"] })]));
    expect(await rules.version()).toBe(2);
    expect(await rules.snapshot(1)).toEqual(aSnapshot(1));
    expect(await rules.snapshot(2)).toEqual(aSnapshot(2, [aRule({ id: "other", accounts: ["wx_app_1"] })]));
    await expect(rules.snapshot(3)).rejects.toMatchObject({ code: "not-found" });
  });

  it("are not published on top of anything but the published version", async () => {
    const { rules } = await fresh();
    await rules.publish(aSnapshot(1));
    await expect(rules.publish(aSnapshot(1, []))).rejects.toMatchObject({ code: "conflict" });
    await expect(rules.publish(aSnapshot(3))).rejects.toMatchObject({ code: "conflict", details: { published: 1 } });
    expect(await rules.snapshot(1)).toEqual(aSnapshot(1));
  });

  it("are published by exactly one of several at once", async () => {
    const { rules } = await fresh();
    const sets = Array.from({ length: 8 }, (_, index) => aSnapshot(1, [aRule({ id: `rule-${index}` })]));
    const results = await Promise.allSettled(sets.map((set) => rules.publish(set)));
    const winners = sets.filter((_, index) => results[index]?.status === "fulfilled");
    expect(winners).toHaveLength(1);
    expect(await rules.version()).toBe(1);
    expect(await rules.snapshot(1)).toEqual(winners[0]);
  });

  it("may be many", async () => {
    const { rules } = await fresh();
    const many = aSnapshot(
      1,
      Array.from({ length: 1000 }, (_, index) =>
        aRule({ id: `rule-${index}`, actions: [{ type: "reply", text: `答案 ${index} `.repeat(50) }] }),
      ),
    );
    await rules.publish(many);
    expect(await rules.snapshot(1)).toEqual(many);
  });

  it("may be more than one item holds", async () => {
    const { rules } = await fresh();
    const noise = (index: number) => createHash("sha512").update(String(index)).digest("base64");
    const actions = (index: number): Rule["actions"] =>
      Array.from({ length: 8 }, (_, at) => ({ type: "log", note: noise(index * 8 + at) }));
    const huge = aSnapshot(
      1,
      Array.from({ length: 1500 }, (_, index) => ({ ...aRule(), id: `rule-${index}`, actions: actions(index) })),
    );
    await rules.publish(huge);
    expect(await rules.snapshot(1)).toEqual(huge);
    await expect(rules.publish(huge)).rejects.toMatchObject({ code: "conflict" });
    await rules.publish(aSnapshot(2));
    expect(await rules.snapshot(1)).toEqual(huge);
  });
});
