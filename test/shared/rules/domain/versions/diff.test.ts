import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffRules } from "../../../../../shared/rules/domain/versions/diff.ts";
import { aRule } from "../../../../support/builders.ts";

const some = (...ids: string[]) => ids.map((id) => aRule({ id }));
const NOTHING = { added: [], removed: [], changed: [], moved: [] };

describe("the difference of two rule sets", () => {
  it("is nothing for the same rules, however their members are ordered", () => {
    const rule = aRule();
    const turned = Object.fromEntries(Object.entries(rule).reverse()) as typeof rule;
    expect(diffRules([rule], [turned])).toEqual(NOTHING);
  });

  it("names what came and what went", () => {
    expect(diffRules(some("a", "b"), some("b", "c"))).toEqual({
      ...NOTHING,
      added: some("c"),
      removed: some("a"),
    });
  });

  it("names the fields that changed, with both values where there are both", () => {
    const { changed } = diffRules([aRule({ priority: 1 })], [aRule({ priority: 2, tags: ["vip"] })]);
    expect(changed).toEqual([
      {
        id: "hello",
        name: "Greeting",
        fields: [
          { field: "priority", before: 1, after: 2 },
          { field: "tags", after: ["vip"] },
        ],
      },
    ]);
  });

  it("names the one rule that was moved, not all that it passed", () => {
    expect(diffRules(some("a", "b", "c", "d"), some("d", "a", "b", "c")).moved).toEqual([{ id: "d", from: 3, to: 0 }]);
    expect(diffRules(some("a", "b", "c", "d"), some("b", "c", "d", "a")).moved).toEqual([{ id: "a", from: 0, to: 3 }]);
  });

  it("moves nothing where rules only came or went", () => {
    expect(diffRules(some("a", "b", "c"), some("x", "a", "c")).moved).toEqual([]);
  });

  it("explains any new order: the rules that are not named stand as they stood", () => {
    const ids = fc.uniqueArray(fc.constantFrom(..."abcdefgh".split("")));
    fc.assert(
      fc.property(ids, ids, (before, after) => {
        const { added, removed, moved } = diffRules(some(...before), some(...after));
        const named = new Set([...added, ...removed, ...moved].map(({ id }) => id));
        const rest = (all: readonly string[]) => all.filter((id) => !named.has(id));
        expect(rest(before)).toEqual(rest(after));
        expect(moved.every(({ id, from, to }) => before[from] === id && after[to] === id)).toBe(true);
      }),
    );
  });
});
