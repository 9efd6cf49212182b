import { describe, expect, it } from "vitest";
import { broadcastCommandId } from "../../../../../shared/broadcasts/domain/run.ts";
import type { OutboundCommand } from "../../../../../shared/outbound/domain/command.ts";
import { setUpSender, UNLIMITED } from "../../../../support/a-sender.ts";
import { aCommand, anAccount, aRun, aRunPlan, NOON } from "../../../../support/builders.ts";

const TICK = 250;
/** The limits of an account in use for months: 2 a second, burst 3, of which bulk leaves one. */
const INTERVAL = 500;

const reply = (nth: number) => aCommand({ id: `reply-${nth}`, content: { type: "text", text: `回复 ${nth}` } });

const broadcastTo = (recipients: number) =>
  Array.from({ length: recipients }, (_, nth) => {
    const id = broadcastCommandId({ runId: "run_1", shard: 0 }, "wx_app_1", `wxid_${nth}`, 0);
    return aCommand({
      id,
      to: `wxid_${nth}`,
      notAfter: NOON + 86_400_000,
      origin: { broadcastId: "news", runId: "run_1" },
    });
  });

/**
 * Both senders over the same buckets, each with the queue of its lane, which hands out ten at a time. Bulk asks every
 * tick, and always first. Gives the sends with their times (ms since the start).
 */
async function sendSideBySide(recipients: number, repliesAt: readonly number[]) {
  const sender = setUpSender([], [anAccount()]);
  await sender.runs.create(aRun({ state: "sending" }), aRunPlan());
  const queues = { bulk: broadcastTo(recipients), live: [] as OutboundCommand[] };
  const lanes = { bulk: sender.process(undefined, "bulk"), live: sender.process(undefined, "live") };
  for (const command of queues.bulk) await sender.ledger.reserve(command, NOON);
  const arriving = repliesAt.map((at, nth) => ({ at, command: reply(nth) }));
  const wentOut = new Map<string, number>();
  const seconds = recipients / 2 + 60;
  for (let at = 0; at <= seconds * 1000; at += TICK) {
    queues.live.push(...arriving.filter((one) => one.at > at - TICK && one.at <= at).map(({ command }) => command));
    for (const lane of ["bulk", "live"] as const) {
      const batch = queues[lane].slice(0, 10);
      const results = batch.length > 0 ? await lanes[lane].send(batch) : [];
      const done = batch.filter((_, position) => results[position]?.done === true);
      for (const { id } of done) wentOut.set(id, at);
      queues[lane] = queues[lane].slice(done.length);
    }
    sender.clock.advance(TICK);
  }
  const replies = arriving.map(({ command }) => wentOut.get(command.id) ?? Number.NaN);
  const last = Math.max(...broadcastTo(recipients).map(({ id }) => wentOut.get(id) ?? 0));
  return { ...sender, wentOut, replies, last, left: queues.bulk.length + queues.live.length };
}

describe("a broadcast of 300 in the queue", () => {
  it("lets twenty replies pass at their own speed: each goes out as soon as without it", async () => {
    const arrivals = Array.from({ length: 20 }, (_, nth) => 10_000 + nth * INTERVAL);
    const { replies, left } = await sendSideBySide(300, arrivals);
    expect(replies).toEqual(arrivals);
    expect(left).toBe(0);
  });

  it("holds twenty replies that come at once back by what it took of the burst, and then stands still for them", async () => {
    const arrivals = Array.from({ length: 20 }, () => 10_000);
    const alone = await sendSideBySide(0, arrivals);
    const beside = await sendSideBySide(300, arrivals);
    const later = beside.replies.map((at, nth) => at - (alone.replies[nth] ?? 0));
    expect(Math.max(...later)).toBe(2 * INTERVAL);
    const [first = 0, last = 0] = [beside.replies.at(0), beside.replies.at(-1)];
    const between = [...beside.wentOut].filter(([id, at]) => id.startsWith("b.") && at > first && at < last);
    expect(between).toEqual([]);
  });

  it("goes out whole, each once, by the account's rate, and is late by what the replies took", async () => {
    const arrivals = Array.from({ length: 20 }, (_, nth) => 10_000 + nth * INTERVAL);
    const { gateway, last, stateOf } = await sendSideBySide(300, arrivals);
    const states = await Promise.all(broadcastTo(300).map(({ id }) => stateOf(id)));
    expect(new Set(gateway.ids()).size).toBe(320);
    expect(gateway.calls).toHaveLength(320);
    expect(new Set(states)).toEqual(new Set(["sent"]));
    expect(last).toBeGreaterThanOrEqual((320 - 3) * INTERVAL);
    expect(last).toBeLessThanOrEqual((320 + 2) * INTERVAL);
  });
});

describe("what a message costs", () => {
  /** Calls of the stores by name, for a batch of four commands of one account. */
  async function callsOf(lane: "live" | "bulk"): Promise<Record<string, number>> {
    const sender = setUpSender([], [anAccount({ limits: UNLIMITED })]);
    await sender.runs.create(aRun({ state: "sending" }), aRunPlan());
    const calls: Record<string, number> = {};
    const names = new Map<object, string>(
      (["ledger", "locks", "runs", "accounts", "buckets"] as const).map((name) => [sender[name], name]),
    );
    const counting = {
      port: <T extends object>(target: T): T =>
        new Proxy(target, {
          get(object, method, receiver) {
            const name = `${names.get(target)}.${String(method)}`;
            if (names.has(target)) calls[name] = (calls[name] ?? 0) + 1;
            return Reflect.get(object, method, receiver);
          },
        }),
    };
    const batch = lane === "live" ? [1, 2, 3, 4].map(reply) : broadcastTo(4);
    await sender.process(counting, lane).send(batch);
    expect(sender.gateway.calls).toHaveLength(4);
    return calls;
  }

  it("is the ledger's two writes for a reply, whatever is done for broadcasts", async () => {
    const batchwise = { "accounts.get": 1, "buckets.takeAhead": 2 };
    expect(await callsOf("live")).toEqual({ ...batchwise, "ledger.claim": 4, "ledger.finish": 4 });
  });

  it("is one write more for a command of a broadcast, and one read of its run a second", async () => {
    const { "locks.take": locks, "runs.get": runs, ...rest } = await callsOf("bulk");
    expect({ locks, runs }).toEqual({ locks: 4, runs: 1 });
    expect(rest).toEqual(await callsOf("live"));
  });
});
