import { expect, it } from "vitest";
import { createHandler } from "../../../functions/poller/handler.ts";
import { aLambdaContext } from "../../support/lambda-events.ts";
import { recordingObservability } from "../../support/recording-observability.ts";

function aPoller() {
  const observed = recordingObservability();
  const runs: unknown[] = [];
  const handler = createHandler({
    ...observed,
    now: () => Date.parse("2026-11-21T00:00:01Z"),
    async poll(shard, times) {
      runs.push({ shard, times });
    },
  });
  return { observed, runs, invoke: (event: object, ms = 90_000) => handler(Object.assign(event), aLambdaContext(ms)) };
}

const MINUTE = "2026-11-21T00:00:00Z";
const at = (time: string) => Date.parse(`2026-11-21T00:${time}Z`);

it("polls the shard that its rule names until 65 s after the rule's time, and keeps time for what is under way", async () => {
  const { runs, invoke, observed } = aPoller();
  await invoke({ index: 2, of: 3, time: MINUTE });
  expect(runs).toEqual([
    { shard: { index: 2, of: 3 }, times: { stopAt: at("01:05"), giveUpAt: at("01:26"), callTimeout: 5000 } },
  ]);
  expect(observed.flushes()).toBe(1);
});

it("stops earlier where it has less time", async () => {
  const { runs, invoke } = aPoller();
  await invoke({ index: 0, of: 1, time: MINUTE }, 40_000);
  expect(runs).toMatchObject([{ times: { stopAt: at("00:21"), giveUpAt: at("00:36") } }]);
});

it.each([{}, { index: 0, of: 1 }, { index: 3, of: 3, time: MINUTE }, { index: -1, of: 1, time: MINUTE }])(
  "refuses an event such as %j",
  async (event) => {
    await expect(aPoller().invoke(event)).rejects.toThrow();
  },
);
