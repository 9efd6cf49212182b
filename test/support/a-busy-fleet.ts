import { DEFAULT_SETTINGS } from "../../shared/operators/domain/settings.ts";
import type { SendOutcome } from "../../shared/outbound/domain/outcome.ts";
import { setUpSender } from "./a-sender.ts";
import { aCommand, anAccount } from "./builders.ts";
import { sentAs } from "./recording-ports.ts";

const TICK = 250;
const BATCH = 10;

export type BusyFleet = {
  readonly accounts: number;
  /** Messages a second of the whole fleet, at random moments. */
  readonly perSecond: number;
  readonly processes: number;
  readonly seconds: number;
  /** What the gateway answers to an account's call at a moment, ms since the beginning; `random` in [0, 1). */
  readonly answers: (appId: string, ms: number, random: () => number) => SendOutcome;
};

/** A generator of numbers in [0, 1), the same ones for the same seed (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const appIdOf = (index: number) => `wx_${String(index).padStart(2, "0")}`;

/**
 * Plays a fleet's senders on a fake clock: messages arrive at random, the queue hands them out in each account's order, in
 * batches of ten, to one process after the other. Each account may send twice as fast as its
 * messages come, and a second and a half of them at once: waits are short while nothing fails.
 */
export async function playBusyFleet(fleet: BusyFleet) {
  const share = fleet.perSecond / fleet.accounts;
  const limits = { perSecond: 2 * share, burst: Math.max(2, Math.ceil(1.5 * share)), dailyCap: 10_000_000 };
  const appIds = Array.from({ length: fleet.accounts }, (_, index) => appIdOf(index));
  const sender = setUpSender(
    [],
    appIds.map((appId) => anAccount({ appId, limits })),
  );
  const { clock, counts, settings, gateway, events } = sender;
  const upstream = { perSecond: 1.1 * fleet.perSecond, burst: fleet.perSecond, dailyCap: 100_000_000 };
  await settings.put({ ...DEFAULT_SETTINGS, gateway: upstream });
  const start = clock.now();
  const arrivals = numbersFrom(1);
  const answers = numbersFrom(2);
  const calls: { readonly appId: string; readonly ms: number; readonly ok: boolean }[] = [];
  gateway.send = async ({ appId }) => {
    const ms = clock.now() - start;
    const outcome = fleet.answers(appId, ms, answers);
    calls.push({ appId, ms, ok: outcome.type === "sent" });
    return outcome.type === "sent" ? sentAs("1") : outcome;
  };
  const processes = Array.from({ length: fleet.processes }, () => sender.process());
  const groups = new Map(appIds.map((appId) => [appId, { waiting: [] as { id: string; at: number }[], visibleAt: 0 }]));
  /** How long each message waited, ms, by account. */
  const waits = new Map<string, number[]>(appIds.map((appId) => [appId, []]));
  let made = 0;
  let turn = 0;

  function arrive(): void {
    for (const [appId, { waiting }] of groups) {
      const most = (share * TICK) / 1000;
      while (arrivals() < most / (1 + most)) waiting.push({ id: `${appId}-${made++}`, at: clock.now() });
    }
  }

  async function handOut(batch: { appId: string; id: string; at: number }[]): Promise<void> {
    const commands = batch.map(({ appId, id }) =>
      aCommand({ id, appId, createdAt: clock.now(), notAfter: Number.MAX_SAFE_INTEGER }),
    );
    const results = (await processes[turn++ % processes.length]?.send(commands)) ?? [];
    for (const [index, { appId, at }] of batch.entries()) {
      const group = groups.get(appId);
      const result = results[index];
      if (result?.done) {
        group?.waiting.shift();
        waits.get(appId)?.push(clock.now() - at);
      } else if (group && result) group.visibleAt = clock.now() + result.delaySeconds * 1000;
    }
  }

  for (let ms = 0; ms < fleet.seconds * 1000; ms += TICK) {
    arrive();
    const ready = [...groups]
      .filter(([, { visibleAt }]) => visibleAt <= clock.now())
      .flatMap(([appId, { waiting }]) => waiting.slice(0, BATCH).map((one) => ({ appId, ...one })));
    for (let from = 0; from < ready.length; from += BATCH) await handOut(ready.slice(from, from + BATCH));
    clock.advance(TICK);
  }
  return { calls, counts, waits, events };
}
