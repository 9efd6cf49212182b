import { describe, expect, it } from "vitest";
import { createMemoryLargeBodies } from "../../../shared/dead-letters/adapters/memory-large-bodies.ts";
import { FULL_ALLOWANCE } from "../../../shared/dead-letters/domain/allowance.ts";
import { type DeadLetter, endRow } from "../../../shared/dead-letters/domain/letter.ts";
import { aDeadLetter } from "../../support/a-dead-letter.ts";
import { NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

const DAY = 86_400_000;
const again = (letter: DeadLetter, changes: Partial<DeadLetter> = {}): DeadLetter => ({
  ...letter,
  ...changes,
  revision: letter.revision + 1,
});

onEveryStorage("dead letters", (fresh) => {
  it("are written once, and later only in the place of what their writer has read", async () => {
    const { deadLetters } = await fresh();
    const letter = aDeadLetter();
    expect(await deadLetters.get(letter.id, NOON)).toBeUndefined();
    expect(await deadLetters.put(letter, undefined, NOON)).toBe(true);
    expect(await deadLetters.put(letter, undefined, NOON)).toBe(false);
    expect(await deadLetters.get(letter.id, NOON)).toEqual(letter);
    const next = again(letter, { failures: 2 });
    expect(await deadLetters.put(next, letter, NOON)).toBe(true);
    expect(await deadLetters.put(again(letter, { failures: 3 }), letter, NOON)).toBe(false);
    expect(await deadLetters.get(letter.id, NOON)).toEqual(next);
  });

  it("of many who write at once have one writer", async () => {
    const { deadLetters } = await fresh();
    const letter = aDeadLetter();
    const puts = Array.from({ length: 10 }, () => deadLetters.put(letter, undefined, NOON));
    expect((await Promise.all(puts)).filter(Boolean)).toHaveLength(1);
  });

  it("keep the body of each round", async () => {
    const { deadLetters } = await fresh();
    const letter = aDeadLetter();
    const long = JSON.stringify({ text: '"你好\\'.repeat(30_000) });
    expect(await deadLetters.body(letter, NOON)).toBeUndefined();
    await deadLetters.putBody(letter, "{");
    await deadLetters.putBody({ ...letter, round: 1 }, long);
    expect(await deadLetters.body(letter, NOON)).toBe("{");
    expect(await deadLetters.body({ ...letter, round: 1 }, NOON)).toBe(long);
  });

  it("stay open for years, and go with their bodies 90 days after their end", async () => {
    const { deadLetters } = await fresh();
    const letter = aDeadLetter();
    const late = NOON + 800 * DAY;
    await deadLetters.putBody(letter, "{");
    await deadLetters.put(letter, undefined, NOON);
    expect(await deadLetters.get(letter.id, late)).toEqual(letter);
    const ended = endRow(letter, "discarded", "operator-1", late);
    await deadLetters.put(ended, letter, late);
    await deadLetters.endBody(ended, late);
    expect(await deadLetters.get(letter.id, late + 89 * DAY)).toEqual(ended);
    expect(await deadLetters.body(ended, late + 89 * DAY)).toBe("{");
    const gone = late + 90 * DAY + 1000;
    expect(await deadLetters.get(letter.id, gone)).toBeUndefined();
    expect(await deadLetters.body(ended, gone)).toBeUndefined();
    expect(await deadLetters.put(letter, undefined, gone)).toBe(true);
  });

  it("are listed by state, lane and account, newest first, page by page", async () => {
    const { deadLetters } = await fresh();
    const letters = Array.from({ length: 7 }, (_, n) =>
      aDeadLetter({
        id: String(n).repeat(32),
        lane: n % 2 ? "ai" : "inbound",
        appId: n < 4 ? "wx_a" : "wx_b",
        lastAt: NOON + n * 1000,
      }),
    );
    for (const letter of letters) await deadLetters.put(letter, undefined, NOON);
    const [first] = letters;
    if (first) await deadLetters.put(endRow(first, "redriven", "o", NOON + 9000), first, NOON);
    const all = async (filter: Parameters<typeof deadLetters.list>[0], limit = 2) => {
      const ids: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await deadLetters.list(filter, limit, cursor);
        expect(page.letters.length).toBeLessThanOrEqual(limit);
        ids.push(...page.letters.map(({ id }) => id.charAt(0)));
        cursor = page.cursor;
      } while (cursor !== undefined);
      return ids.join("");
    };
    expect(await all({ state: "open" })).toBe("654321");
    expect(await all({ state: "open" }, 100)).toBe("654321");
    expect(await all({ state: "open", lane: "ai" })).toBe("531");
    expect(await all({ state: "open", appId: "wx_a" }, 1)).toBe("321");
    expect(await all({ state: "open", lane: "inbound", appId: "wx_b" })).toBe("64");
    expect(await all({ state: "redriven" })).toBe("0");
    expect(await all({ state: "discarded" })).toBe("");
    await expect(deadLetters.list({ state: "open" }, 2, "nonsense")).rejects.toMatchObject({ code: "invalid-input" });
  });

  it("are counted by lane while they are open", async () => {
    const { deadLetters } = await fresh();
    expect(await deadLetters.countOpen()).toEqual(new Map());
    for (const [n, lane] of ["ai", "inbound", "ai"].entries()) {
      await deadLetters.put(aDeadLetter({ id: String(n).repeat(32), lane }), undefined, NOON);
    }
    const ended = aDeadLetter({ id: "f".repeat(32), lane: "alerts" });
    await deadLetters.put(ended, undefined, NOON);
    await deadLetters.put(endRow(ended, "discarded", "o", NOON), ended, NOON);
    expect(await deadLetters.countOpen()).toEqual(
      new Map([
        ["ai", 2],
        ["inbound", 1],
      ]),
    );
  });
});

onEveryStorage("the allowance to set records aside", (fresh) => {
  it("is full at first, and each change follows the one before", async () => {
    const { allowances } = await fresh();
    expect(await allowances.get()).toEqual(FULL_ALLOWANCE);
    const one = { times: [NOON], owner: "wx_a", stoppedUntil: 0, revision: 1 };
    const puts = Array.from({ length: 5 }, () => allowances.put(one, FULL_ALLOWANCE));
    expect((await Promise.all(puts)).filter(Boolean)).toHaveLength(1);
    expect(await allowances.get()).toEqual(one);
    const two = { ...one, times: [NOON, NOON + 1], revision: 2 };
    expect(await allowances.put(two, FULL_ALLOWANCE)).toBe(false);
    expect(await allowances.put(two, one)).toBe(true);
    expect(await allowances.get()).toEqual(two);
  });
});

onEveryStorage("causes of failures", (fresh) => {
  it("are found for 14 days, the last one of each message", async () => {
    const { failureCauses } = await fresh();
    expect(await failureCauses.find("a", NOON)).toBeUndefined();
    await failureCauses.note("a", { code: "failed", detail: "no" }, NOON);
    await failureCauses.note("b", { code: "waited" }, NOON);
    expect(await failureCauses.find("a", NOON)).toEqual({ code: "failed", detail: "no" });
    await failureCauses.note("a", { code: "behind" }, NOON + 1000);
    expect(await failureCauses.find("a", NOON)).toEqual({ code: "behind" });
    expect(await failureCauses.find("b", NOON + 14 * DAY)).toBeUndefined();
  });
});

describe("large bodies in memory", () => {
  it("are read until they are removed", async () => {
    const bodies = createMemoryLargeBodies();
    expect(await bodies.get("k")).toBeUndefined();
    await bodies.put("k", "body");
    expect(await bodies.get("k")).toBe("body");
    await bodies.remove("k");
    await bodies.remove("k");
    expect(await bodies.get("k")).toBeUndefined();
  });
});
