import { expect, it } from "vitest";
import type { DraftSlot } from "../../../shared/rules/domain/versions/draft.ts";
import { aRule, NOON } from "../../support/builders.ts";
import { manyRules } from "../../support/many-rules.ts";
import { onEveryStorage } from "./every-storage.ts";

const aDraft = (revision: number, rules = [aRule()]): DraftSlot => ({
  revision,
  draft: { rules, basedOn: 0, editedAt: NOON, editedBy: "operator-1" },
});

onEveryStorage("the draft", (fresh) => {
  it("is none at first", async () => {
    const { ruleDrafts } = await fresh();
    expect(await ruleDrafts.get()).toEqual({ revision: 0 });
  });

  it("is what was put last, also nothing", async () => {
    const { ruleDrafts } = await fresh();
    await ruleDrafts.put(aDraft(1));
    expect(await ruleDrafts.get()).toEqual(aDraft(1));
    await ruleDrafts.put(aDraft(2, []));
    expect(await ruleDrafts.get()).toEqual(aDraft(2, []));
    await ruleDrafts.put({ revision: 3 });
    expect(await ruleDrafts.get()).toEqual({ revision: 3 });
  });

  it.each([1, 3, 999])("takes no revision %i after the first", async (revision) => {
    const { ruleDrafts } = await fresh();
    const stored = aDraft(1, manyRules(3000));
    await ruleDrafts.put(stored);
    await expect(ruleDrafts.put(aDraft(revision, []))).rejects.toMatchObject({
      code: "conflict",
      details: { expected: revision - 1, revision: 1 },
    });
    expect(await ruleDrafts.get()).toEqual(stored);
  });

  it("is of exactly one of several who change it at once", async () => {
    const { ruleDrafts } = await fresh();
    const many = manyRules(2500);
    const drafts = Array.from({ length: 5 }, (_, index) => aDraft(1, many.slice(index)));
    const results = await Promise.allSettled(drafts.map((draft) => ruleDrafts.put(draft)));
    const winners = drafts.filter((_, index) => results[index]?.status === "fulfilled");
    expect(winners).toHaveLength(1);
    expect(await ruleDrafts.get()).toEqual(winners[0]);
  });

  it("may be of any size, and change size", async () => {
    const { ruleDrafts } = await fresh();
    for (const [index, count] of [6000, 1, 3000, 0].entries()) {
      const draft = aDraft(index + 1, manyRules(count));
      await ruleDrafts.put(draft);
      expect(await ruleDrafts.get()).toEqual(draft);
    }
  });
});
