import { describe, expect, it, vi } from "vitest";
import type { Account } from "../../../../shared/accounts/domain/account.ts";
import { broadcastCommandId, type RunEvent, runAfter } from "../../../../shared/broadcasts/domain/run.ts";
import type { OutboundCommand } from "../../../../shared/outbound/domain/command.ts";
import type { SendOutcome } from "../../../../shared/outbound/domain/outcome.ts";
import { setUpSender, unlimited } from "../../../support/a-sender.ts";
import { aCommand, aRun, aRunPlan, NOON } from "../../../support/builders.ts";
import { failedBy } from "../../../support/recording-ports.ts";

const DONE = { done: true };

/** The nth command of a run, to a recipient of its own. */
const ofRun = (nth: number, runId = "run_1", changes: Partial<OutboundCommand> = {}) => {
  const appId = changes.appId ?? "wx_app_1";
  const to = `wxid_${runId}_${nth}`;
  const id = broadcastCommandId({ runId, shard: 0 }, appId, to, 0);
  return aCommand({ id, to, origin: { broadcastId: "news", runId }, ...changes });
};

async function setUp(outcomes?: readonly SendOutcome[], accounts?: readonly Account[]) {
  const sender = setUpSender(outcomes, accounts, "bulk");
  for (const id of ["run_1", "run_2"]) await sender.runs.create(aRun({ id, state: "sending" }), aRunPlan());
  async function move(event: RunEvent, id = "run_1"): Promise<void> {
    const run = await sender.runs.get(id);
    const next = run && runAfter(run, event, sender.clock.now());
    if (!next) throw new Error(`the run cannot ${event}`);
    await sender.runs.change(next);
  }
  /** Reserves and queues commands as the expansion does. */
  async function reserve(commands: readonly OutboundCommand[]): Promise<readonly OutboundCommand[]> {
    for (const command of commands) await sender.ledger.reserve(command, NOON);
    return commands;
  }
  const statesOf = (commands: readonly OutboundCommand[]) => Promise.all(commands.map(({ id }) => sender.stateOf(id)));
  return { ...sender, move, reserve, statesOf };
}

describe("commands of a run that sends", () => {
  it("go out in order, within what the buckets leave beside replies", async () => {
    const limits = { perSecond: 1, burst: 3, dailyCap: 100 };
    const { send, reserve, gateway, statesOf } = await setUp([], [unlimited({ limits })]);
    const batch = await reserve([ofRun(1), ofRun(2), ofRun(3)]);
    expect((await send(batch)).map(({ done }) => done)).toEqual([true, true, false]);
    expect(gateway.calls.map(({ to }) => to)).toEqual(["wxid_run_1_1", "wxid_run_1_2"]);
    expect(await statesOf(batch)).toEqual(["sent", "sent", "reserved"]);
  });

  it("that were refused are counted and kept, and call nobody", async () => {
    const { send, reserve, events, counts, ledger } = await setUp([failedBy("refused"), failedBy("timeout")]);
    await send(await reserve([ofRun(1), ofRun(2)]));
    expect(events.types()).toEqual(["CommandUnknown"]);
    expect(counts.get("CommandFailed")).toBe(1);
    expect((await ledger.listAttention("failed", 5)).entries).toHaveLength(1);
  });

  it("that a broadcast repeats within minutes go out once", async () => {
    const { send, reserve, gateway, ledger } = await setUp();
    const again = ofRun(1, "run_2", { to: ofRun(1).to });
    expect(await send(await reserve([ofRun(1), again]))).toEqual([DONE, DONE]);
    expect(gateway.calls).toHaveLength(1);
    expect(await ledger.get(again.id)).toMatchObject({
      state: "expired",
      reason: { code: "same-sent", detail: ofRun(1).id },
    });
  });

  it("wait while another is sending the same, and their claim with them", async () => {
    const { send, reserve, locks, ledger, gateway, clock } = await setUp();
    const [mine] = await reserve([ofRun(1)]);
    if (!mine) throw new Error("one command");
    const other = ofRun(9, "run_2", { to: mine.to });
    const spy = vi.spyOn(locks, "take").mockResolvedValue({ taken: false, by: other.id });
    await ledger.claim(other, "elsewhere", clock.now() + 35_000, clock.now());
    expect(await send([mine])).toEqual([{ done: false, delaySeconds: 2, parked: false }]);
    expect(await ledger.get(mine.id)).toMatchObject({ state: "reserved", attempts: 0 });
    spy.mockRestore();
    expect(await send([mine])).toEqual([DONE]);
    expect(gateway.ids()).toEqual([mine.id]);
  });
});

describe("commands of a run that is paused", () => {
  it("leave the queue as held, also of an account that is not online, and block nothing behind them", async () => {
    const { send, reserve, move, gateway, statesOf, counts } = await setUp([], [unlimited({ state: "ERROR" })]);
    const batch = await reserve([ofRun(1), ofRun(2), ofRun(1, "run_2"), ofRun(3)]);
    await move("pause");
    expect(await send(batch)).toMatchObject([DONE, DONE, { parked: true }, { parked: true }]);
    expect(await statesOf(batch)).toEqual(["held", "held", "reserved", "reserved"]);
    expect(gateway.calls).toEqual([]);
    expect(counts.get("CommandHeld")).toBe(2);
  });

  it("let those of other runs pass, of the same account and of others", async () => {
    const accounts = [unlimited(), unlimited({ appId: "wx_b" })];
    const { send, reserve, move, gateway, statesOf } = await setUp([], accounts);
    const batch = await reserve([ofRun(1), ofRun(1, "run_1", { appId: "wx_b" }), ofRun(1, "run_2"), ofRun(2)]);
    await move("pause");
    expect(await send(batch)).toEqual([DONE, DONE, DONE, DONE]);
    expect(gateway.calls.map(({ to }) => to)).toEqual(["wxid_run_2_1"]);
    expect(await statesOf(batch)).toEqual(["held", "held", "sent", "held"]);
  });

  it("are held within a second of the pause, in the middle of a batch too", async () => {
    const { send, reserve, move, gateway, clock, statesOf } = await setUp();
    const batch = await reserve([ofRun(1), ofRun(2), ofRun(3)]);
    const original = gateway.send;
    vi.spyOn(gateway, "send").mockImplementationOnce(async (command) => {
      await move("pause");
      clock.advance(1000);
      return original(command);
    });
    expect(await send(batch)).toEqual([DONE, DONE, DONE]);
    expect(await statesOf(batch)).toEqual(["sent", "held", "held"]);
  });

  it("go out in their next generation, and once, after it is resumed", async () => {
    const { send, reserve, move, gateway, clock, statesOf } = await setUp();
    const batch = await reserve([ofRun(1), ofRun(2)]);
    await move("pause");
    await send(batch);
    await move("resume");
    clock.advance(1000);
    const next = batch.map((command) => ({ ...command, generation: command.generation + 1 }));
    expect(await send([...next, ...batch])).toEqual([DONE, DONE, DONE, DONE]);
    expect(gateway.calls).toHaveLength(2);
    expect(await statesOf(batch)).toEqual(["sent", "sent"]);
  });

  it("are not tried again where an earlier generation came back to the queue, and nobody knows what became of it", async () => {
    const { send, reserve, move, ledger, gateway, statesOf } = await setUp([failedBy("timeout")]);
    const batch = await reserve([ofRun(1)]);
    for (const command of batch) await ledger.close(command, "held", { code: "run-paused" }, NOON);
    await move("pause");
    await move("resume");
    const next = batch.map((command) => ({ ...command, generation: 1 }));
    expect(await send([...batch, ...next])).toEqual([DONE, DONE]);
    expect(gateway.calls).toHaveLength(1);
    expect(await statesOf(batch)).toEqual(["unknown"]);
  });

  it("are sent at once where it was resumed while they were being held: nobody else would bring them back", async () => {
    const { send, reserve, move, ledger, gateway, statesOf } = await setUp();
    const batch = await reserve([ofRun(1)]);
    await move("pause");
    const { close } = ledger;
    vi.spyOn(ledger, "close").mockImplementationOnce(async (...given) => {
      await move("resume");
      return close(...given);
    });
    expect(await send(batch)).toEqual([DONE]);
    expect(gateway.calls).toHaveLength(1);
    expect(await statesOf(batch)).toEqual(["sent"]);
  });

  it("stay held where it was cancelled while they were being held: its end sees them", async () => {
    const { send, reserve, move, ledger, gateway, statesOf } = await setUp();
    const batch = await reserve([ofRun(1)]);
    await move("pause");
    const { close } = ledger;
    vi.spyOn(ledger, "close").mockImplementationOnce(async (...given) => {
      await move("cancel");
      return close(...given);
    });
    expect(await send(batch)).toEqual([DONE]);
    expect(gateway.calls).toEqual([]);
    expect(await statesOf(batch)).toEqual(["held"]);
  });

  it("that were sent already, or whose sender died, are not held", async () => {
    const { send, reserve, move, ledger, clock, statesOf, gateway } = await setUp();
    const [sent, lost] = await reserve([ofRun(1), ofRun(2)]);
    if (!sent || !lost) throw new Error("two commands");
    await send([sent]);
    await ledger.claim(lost, "dead", clock.now() + 35_000, clock.now());
    await move("pause");
    clock.advance(180_000);
    expect(await send([sent, lost])).toEqual([DONE, DONE]);
    expect(await statesOf([sent, lost])).toEqual(["sent", "unknown"]);
    expect(gateway.calls).toHaveLength(1);
  });
});

describe("commands of a run that is over", () => {
  it("end as expired where it was cancelled, also of an account that is not online", async () => {
    const { send, reserve, move, ledger, gateway } = await setUp([], [unlimited({ state: "RECONNECTING" })]);
    const batch = await reserve([ofRun(1), ofRun(2)]);
    await move("cancel");
    expect(await send(batch)).toEqual([DONE, DONE]);
    expect(await ledger.get(ofRun(2).id)).toMatchObject({ state: "expired", reason: { code: "run-cancelled" } });
    expect(gateway.calls).toEqual([]);
  });

  it("leave the queue without a token where others ended them before, also of an account that is not online", async () => {
    for (const state of ["ONLINE", "RECONNECTING"] as const) {
      const { send, reserve, move, ledger, buckets, counts } = await setUp([], [unlimited({ state })]);
      const batch = await reserve([ofRun(1), ofRun(2)]);
      await move("cancel");
      for (const command of batch) await ledger.close(command, "expired", { code: "run-over" }, NOON);
      const take = vi.spyOn(buckets, "take");
      expect(await send(batch)).toEqual([DONE, DONE]);
      expect(take).not.toHaveBeenCalled();
      expect(counts.get("CommandExpired")).toBeUndefined();
    }
  });

  it("end as expired where nobody knows the run any more", async () => {
    const { send, reserve, ledger } = await setUp();
    const [command] = await reserve([ofRun(1, "run_gone")]);
    expect(await send([ofRun(1, "run_gone")])).toEqual([DONE]);
    expect(await ledger.get(command?.id ?? "")).toMatchObject({ state: "expired", reason: { code: "run-gone" } });
  });

  it("are the ledger's to judge where it is done", async () => {
    const { send, reserve, move, gateway } = await setUp();
    const batch = await reserve([ofRun(1)]);
    await send(batch);
    await move("finished");
    expect(await send(batch)).toEqual([DONE]);
    expect(gateway.calls).toHaveLength(1);
  });
});

describe("bulk", () => {
  it("sends what is of no run as well", async () => {
    const { send, gateway } = await setUp();
    expect(await send([aCommand()])).toEqual([DONE]);
    expect(gateway.ids()).toEqual(["cmd_1"]);
  });

  it("waits where the run's state cannot be read, and other accounts do not", async () => {
    const accounts = [unlimited(), unlimited({ appId: "wx_b" })];
    const { send, reserve, runs, gateway, lines } = await setUp([], accounts);
    const batch = await reserve([ofRun(1), ofRun(1, "run_2", { appId: "wx_b" })]);
    const { get } = runs;
    vi.spyOn(runs, "get").mockImplementation(async (id) => {
      if (id === "run_1") throw new Error("throttled");
      return get(id);
    });
    expect(await send(batch)).toEqual([
      { done: false, delaySeconds: 5, parked: false, failure: new Error("throttled") },
      DONE,
    ]);
    expect(gateway.calls).toHaveLength(1);
    expect(lines.map(({ level }) => level)).toEqual(["error"]);
  });
});
