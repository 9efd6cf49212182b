import { expect, it } from "vitest";
import { createUnfinished } from "../../../../../shared/outbound/application/sending/unfinished.ts";
import { aCommand } from "../../../../support/builders.ts";
import { recordingObservability } from "../../../../support/recording-observability.ts";

it("ends what was kept once where several batches come to it at once, and again after it threw", async () => {
  const unfinished = createUnfinished(recordingObservability());
  const command = aCommand();
  let calls = 0;
  unfinished.keep(command, async () => {
    calls += 1;
    await Promise.resolve();
    if (calls === 1) throw new Error("the ledger is away");
  });
  await Promise.all([unfinished.endAll(), unfinished.endAll(), unfinished.endAll()]);
  expect(calls).toBe(1);
  await Promise.all([unfinished.end(command), unfinished.endAll()]);
  expect(calls).toBe(2);
  await unfinished.end(command);
  expect(calls).toBe(2);
});

it("keeps what begins while an earlier thing of the same command ends", async () => {
  const unfinished = createUnfinished(recordingObservability());
  const command = aCommand();
  const ended: string[] = [];
  unfinished.keep(command, async () => {
    ended.push("first");
    unfinished.keep(command, async () => void ended.push("second"));
  });
  await unfinished.end(command);
  await unfinished.end(command);
  expect(ended).toEqual(["first", "second"]);
});
