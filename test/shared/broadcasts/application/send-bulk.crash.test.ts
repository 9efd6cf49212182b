import { expect, it } from "vitest";
import { broadcastCommandId, runAfter } from "../../../../shared/broadcasts/domain/run.ts";
import type { SendOutcome } from "../../../../shared/outbound/domain/outcome.ts";
import { setUpSender } from "../../../support/a-sender.ts";
import { aCommand, aRun, aRunPlan } from "../../../support/builders.ts";
import { withEveryCrash } from "../../../support/faults.ts";
import { failedBy } from "../../../support/recording-ports.ts";

const command = (runId: string, to: string) =>
  aCommand({
    id: broadcastCommandId({ runId, shard: 0 }, "wx_app_1", to, 0),
    to,
    origin: { broadcastId: "news", runId },
  });

/** Two runs want to send the same content to the first recipient. */
const FIRST = command("run_1", "wxid_both");
const SAME = command("run_2", "wxid_both");
const batch = [FIRST, command("run_1", "wxid_a"), SAME, command("run_2", "wxid_b")];

async function setUp(outcomes: readonly SendOutcome[]) {
  const sender = setUpSender(outcomes, undefined, "bulk");
  for (const id of ["run_1", "run_2"]) await sender.runs.create(aRun({ id, state: "sending" }), aRunPlan());
  for (const one of batch) await sender.ledger.reserve(one, sender.clock.now());
  const move = async (event: "pause" | "resume") => {
    const run = await sender.runs.get("run_1");
    const next = run && runAfter(run, event, sender.clock.now());
    if (next) await sender.runs.change(next);
  };
  return { ...sender, move };
}

type Bulk = Awaited<ReturnType<typeof setUp>>;

/** The queue hands out the remaining commands in order; held ones come back in their next generation. */
async function sendUntilDone({ clock, process, ledger }: Bulk, first = batch): Promise<void> {
  let left = first;
  for (let round = 0; round < 20; round++) {
    clock.advance(61_000);
    const results = await process().send(left);
    const waiting = left.filter((_, position) => results[position]?.done !== true);
    const entries = await Promise.all(batch.map(({ id }) => ledger.get(id)));
    const held = entries.flatMap((entry) =>
      entry?.state === "held" ? [{ ...entry.command, generation: entry.command.generation + 1 }] : [],
    );
    left = [...waiting, ...held];
    if (left.length === 0) return;
  }
  expect(left).toEqual([]);
}

/** Each command once, all of them sent, and the same content once to the first recipient. */
async function check({ gateway, ledger }: Bulk, where: string): Promise<void> {
  const wentOut = gateway.wentOut();
  expect(new Set(wentOut).size, `${where}: each once`).toBe(wentOut.length);
  expect(wentOut.filter((id) => id === FIRST.id || id === SAME.id).length, `${where}: the same`).toBeLessThan(2);
  for (const { id } of batch) {
    const entry = await ledger.get(id);
    expect(["sent", "unknown", "failed", "expired"], `${where}: ${id}`).toContain(entry?.state);
    if (entry?.state === "sent") expect(wentOut, where).toContain(id);
  }
  const same = await Promise.all([FIRST, SAME].map(async ({ id }) => (await ledger.get(id))?.state));
  expect(same, `${where}: the same was told, or nobody knows`).not.toEqual(["expired", "expired"]);
}

it.each<[string, readonly SendOutcome[]]>([
  ["all goes well", []],
  ["a call is throttled first", [failedBy("throttled")]],
  ["a call is refused", [failedBy("refused")]],
  ["nobody knows what became of a call", [failedBy("timeout")]],
])("sends nothing twice and loses nothing wherever the bulk sender dies while %s", async (_what, outcomes) => {
  const crashes = await withEveryCrash(async (crash, where) => {
    const bulk = await setUp(outcomes);
    await bulk.process(crash).send(batch);
    await sendUntilDone(bulk);
    await check(bulk, where);
  });
  expect(crashes).toBeGreaterThan(20);
});

it("a pause and a resume lose nothing and send nothing twice wherever the bulk sender dies between", async () => {
  const crashes = await withEveryCrash(async (crash, where) => {
    const bulk = await setUp([]);
    await bulk.move("pause");
    const results = await bulk.process(crash).send(batch);
    await bulk.move("resume");
    await sendUntilDone(
      bulk,
      batch.filter((_, position) => crash.crashed() || results[position]?.done !== true),
    );
    await check(bulk, where);
    if (!crash.crashed()) expect(bulk.gateway.wentOut()).toHaveLength(3);
  });
  expect(crashes).toBeGreaterThan(10);
});
