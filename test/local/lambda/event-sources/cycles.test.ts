import { expect, it } from "vitest";
import { startCycles } from "../../../../local/lambda/event-sources/cycles.ts";
import { untilHolds } from "../../../support/until.ts";

/** Cycles over what `bring` brings; each receive takes up to ten, and work waits until `finish`. */
function someCycles(limit: number, patienceMs: number) {
  const ready: number[] = [];
  const asking: (() => void)[] = [];
  const inHand: { readonly batch: readonly number[]; readonly done: () => void }[] = [];
  const cycles = startCycles<readonly number[]>({
    limit,
    patienceMs,
    async receive() {
      if (ready.length === 0) await new Promise<void>((resolve) => asking.push(resolve));
      const batch = ready.splice(0, 10);
      return batch.length > 0 ? batch : undefined;
    },
    isFull: (batch) => batch.length === 10,
    work: (batch) => new Promise((done) => inHand.push({ batch, done })),
  });
  return {
    inHand,
    asking,
    bring(...values: number[]) {
      ready.push(...values);
      asking.shift()?.();
    },
    async stop() {
      const stopped = cycles.stop();
      for (const one of asking.splice(0)) one();
      for (const { done } of inHand) done();
      await stopped;
    },
  };
}

it("one receives at a time, and what comes in while it has work fills the next batch", async () => {
  const source = someCycles(10, 60_000);
  expect(source.asking).toHaveLength(1);
  source.bring(1);
  await untilHolds(() => expect(source.inHand.map(({ batch }) => batch)).toEqual([[1]]));
  for (const value of [2, 3, 4]) source.bring(value);
  expect(source.asking).toEqual([]);
  source.inHand[0]?.done();
  await untilHolds(() => expect(source.inHand[1]?.batch).toEqual([2, 3, 4]));
  await source.stop();
});

it("further ones join it one after the other while the work goes on, up to the limit", async () => {
  const source = someCycles(4, 5);
  for (const value of [1, 2, 3, 4, 5]) {
    source.bring(value);
    await untilHolds(() => expect(source.inHand).toHaveLength(Math.min(value, 4)));
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(source.inHand.map(({ batch }) => batch)).toEqual([[1], [2], [3], [4]]);
  source.inHand[3]?.done();
  await untilHolds(() => expect(source.inHand[4]?.batch).toEqual([5]));
  await source.stop();
});

it("a further one joins it at once after one that received all that it could", async () => {
  const source = someCycles(6, 60_000);
  source.bring(...Array.from({ length: 45 }, (_, value) => value));
  await untilHolds(() => expect(source.inHand.map(({ batch }) => batch.length)).toEqual([10, 10, 10, 10, 5]));
  await source.stop();
});

it("there is one where the limit is one", async () => {
  const source = someCycles(1, 0);
  expect(source.asking).toHaveLength(1);
  await source.stop();
});
