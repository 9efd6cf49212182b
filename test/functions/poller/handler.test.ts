import { expect, it } from "vitest";
import { createHandler } from "../../../functions/poller/handler.ts";
import { aLambdaContext } from "../../support/lambda-events.ts";
import { recordingObservability } from "../../support/recording-observability.ts";

function aPoller() {
  const observed = recordingObservability();
  const runs: unknown[] = [];
  const handler = createHandler({
    ...observed,
    now: () => 1000,
    async poll(shard, times) {
      runs.push({ shard, times });
    },
  });
  return { observed, runs, invoke: (event: object, ms = 90_000) => handler(Object.assign(event), aLambdaContext(ms)) };
}

it("polls the shard that its rule names for 65 s, and leaves 25 s for what is under way", async () => {
  const { runs, invoke, observed } = aPoller();
  await invoke({ index: 2, of: 3 });
  expect(runs).toEqual([
    { shard: { index: 2, of: 3 }, times: { stopAt: 66_000, giveUpAt: 86_000, callTimeout: 5000 } },
  ]);
  expect(observed.flushes()).toBe(1);
});

it("stops earlier where it has less time", async () => {
  const { runs, invoke } = aPoller();
  await invoke({ index: 0, of: 1 }, 40_000);
  expect(runs).toMatchObject([{ times: { stopAt: 21_000, giveUpAt: 36_000 } }]);
});

it.each([{}, { index: 3, of: 3 }, { index: -1, of: 1 }])("refuses an event such as %j", async (event) => {
  await expect(aPoller().invoke(event)).rejects.toThrow();
});
