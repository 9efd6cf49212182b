import { expect, it } from "vitest";
import { NO_RULES } from "../../../shared/rules/domain/rule.ts";
import { KEPT_VERSIONS } from "../../../shared/rules/domain/versions/history.ts";
import { aRule, aSnapshot } from "../../support/builders.ts";
import { manyRules } from "../../support/many-rules.ts";
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

  it("may take several rows, and each version has its own", async () => {
    const { rules } = await fresh();
    const many = manyRules(6000);
    await rules.publish(aSnapshot(1, many));
    await rules.publish(aSnapshot(2, many.slice(1)));
    expect(await rules.snapshot(1)).toEqual(aSnapshot(1, many));
    expect(await rules.snapshot(2)).toEqual(aSnapshot(2, many.slice(1)));
  });

  it("of several rows are published by exactly one of several at once", async () => {
    const { rules } = await fresh();
    const many = manyRules(3000);
    const sets = Array.from({ length: 4 }, (_, index) => aSnapshot(1, many.slice(index)));
    const results = await Promise.allSettled(sets.map((set) => rules.publish(set)));
    const winners = sets.filter((_, index) => results[index]?.status === "fulfilled");
    expect(winners).toHaveLength(1);
    expect(await rules.snapshot(1)).toEqual(winners[0]);
  });

  it("are listed newest first, page by page, with all that is known beside the rules", async () => {
    const { rules } = await fresh();
    expect(await rules.versions(2)).toEqual({ versions: [] });
    await rules.publish({ ...aSnapshot(1), note: "第一版" });
    await rules.publish(aSnapshot(2, []));
    await rules.publish({ ...aSnapshot(3), rolledBackTo: 1, patternEngine: "re2js 1.2.3" });
    const first = await rules.versions(2);
    expect(first.versions.map(({ version, ruleCount }) => [version, ruleCount])).toEqual([
      [3, 1],
      [2, 0],
    ]);
    expect(first.versions[0]).toMatchObject({ rolledBackTo: 1, patternEngine: "re2js 1.2.3" });
    const { rules: _rules, ...about } = aSnapshot(1);
    const last = await rules.versions(2, first.cursor);
    expect(last.versions).toEqual([{ ...about, note: "第一版", ruleCount: 1 }]);
    await expect(rules.versions(2, "nonsense")).rejects.toMatchObject({ code: "invalid-input" });
  });

  it("go when enough newer ones are published, and the newer ones stay", async () => {
    const { rules } = await fresh();
    const many = manyRules(3000);
    await rules.publish(aSnapshot(1, many));
    await rules.publish(aSnapshot(2, many));
    for (let version = 3; version <= KEPT_VERSIONS + 1; version++) await rules.publish(aSnapshot(version, []));
    await expect(rules.snapshot(1)).rejects.toMatchObject({ code: "not-found" });
    expect(await rules.snapshot(2)).toEqual(aSnapshot(2, many));
    expect((await rules.versions(KEPT_VERSIONS + 1)).versions).toHaveLength(KEPT_VERSIONS);
  });
});
