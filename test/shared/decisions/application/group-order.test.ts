import { describe, expect, it } from "vitest";
import { faultsInOrder, workInOrder } from "../../../../shared/decisions/application/group-order.ts";

const groupOf = (item: string) => item.slice(0, 1);

describe("groups of a batch", () => {
  it("are worked on side by side, each in order, up to its first failure", async () => {
    const begun: string[] = [];
    const groups = await workInOrder(["a1", "b1", "a2", "b2", "a3"], groupOf, async (item) => {
      begun.push(item);
      await new Promise(setImmediate);
      if (item === "a2") throw new Error("broken");
      return item.toUpperCase();
    });
    expect(groups).toEqual([
      { positions: [0, 2, 4], results: ["A1"], failure: new Error("broken") },
      { positions: [1, 3], results: ["B1", "B2"], failure: undefined },
    ]);
    expect(begun).toEqual(["a1", "b1", "a2", "b2"]);
  });

  it("have a thrown value that is no error as the error of its text", async () => {
    const [group] = await workInOrder(["a1"], groupOf, () => Promise.reject("gone"));
    expect(group?.failure).toEqual(new Error("gone"));
  });

  it("carry the first fault of a group to everything behind it", async () => {
    const fault = new Error("refused");
    const groups = await workInOrder(["a1", "a2", "a3", "b1", "c1", "c2"], groupOf, async (item) => {
      if (item === "a3" || item === "c1") throw new Error("broken");
      return item;
    });
    expect(faultsInOrder(6, groups, (item) => (item === "a2" ? fault : undefined))).toEqual([
      undefined,
      fault,
      fault,
      undefined,
      new Error("broken"),
      new Error("broken"),
    ]);
  });
});
