import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AnswerLoad, countSenderCalls } from "../support/count-sender-calls.ts";
import { type DynamoBackend, startDynamoBackend } from "../support/dynamo-tables.ts";

const FLEET = { accounts: 50, perSecond: 300, seconds: 1, processes: 1, sideBySide: 1, batch: 1 };

const LOADS: readonly (readonly [string, AnswerLoad, number])[] = [
  ["2.3 one by one", FLEET, 2.3],
  ["1 by four batches side by side", { ...FLEET, sideBySide: 4 }, 1],
  ["0.5 in batches of ten", { ...FLEET, batch: 10 }, 0.5],
  ["1.8 in batches of ten by ten processes", { ...FLEET, processes: 10, batch: 10 }, 1.8],
];

describe("calls of the sender, by answer", () => {
  let backend: DynamoBackend;
  beforeAll(async () => {
    backend = await startDynamoBackend("dynoxide");
  });
  afterAll(() => backend.stop());

  it.each(LOADS)("are at most %s", async (_what, load, most) => {
    const counts = await countSenderCalls(backend, load);
    expect(counts.all, JSON.stringify(counts)).toBeLessThanOrEqual(most);
    expect(counts.all).toBeGreaterThan(0);
  });
});
