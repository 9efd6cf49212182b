import type { WireMode } from "../../local/sim/weixin/wire.ts";
import { fuzzBody } from "./bodies.ts";
import { seededRandom } from "./random.ts";
import { fuzzReceiver } from "./receiver.ts";
import { fuzzRequest } from "./requests.ts";

const MODES: readonly WireMode[] = ["safe", "compatible", "plain"];
/** A callback that took longer is tried again: collected garbage of earlier ones is no hang. */
const TRIES = 3;

export type FuzzFault = { readonly index: number; readonly what: string; readonly fault: string };
export type FuzzReport = {
  readonly bodies: number;
  readonly statuses: ReadonlyMap<number, number>;
  /** The longest callback, ms of CPU. */
  readonly longest: { readonly ms: number; readonly what: string };
  readonly faults: readonly FuzzFault[];
};

/**
 * Sends so many odd bodies to the callback of Official Accounts, in all three modes. A fault is an answer from 500 on, a
 * thrown error, or a callback that takes over `mostMs` at each of three tries.
 */
export async function fuzzCallbacks(bodies: number, seed: number, mostMs: number): Promise<FuzzReport> {
  const random = seededRandom(seed);
  const now = Date.parse("2026-03-10T12:00:00+08:00");
  const receivers = new Map(MODES.map((mode) => [mode, fuzzReceiver(mode, now)]));
  const statuses = new Map<number, number>();
  const faults: FuzzFault[] = [];
  let longest = { ms: 0, what: "" };

  async function one(index: number): Promise<void> {
    const mode = random.pick(MODES);
    const request = fuzzRequest(random, mode, fuzzBody(random, index), now);
    const receive = receivers.get(mode);
    if (!receive) throw new RangeError(`no receiver for ${mode}`);
    try {
      let answer = await receive(request);
      for (let tries = 1; answer.ms > mostMs && tries < TRIES; tries += 1) answer = await receive(request);
      const { status, ms } = answer;
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (ms > longest.ms) longest = { ms, what: request.what };
      if (status >= 500) faults.push({ index, what: request.what, fault: `status ${status}` });
      if (ms > mostMs) faults.push({ index, what: request.what, fault: `${ms.toFixed(0)} ms` });
    } catch (error) {
      faults.push({ index, what: request.what, fault: String(error).slice(0, 500) });
    }
  }

  for (let index = 0; index < bodies; index += 1) await one(index);
  return { bodies, statuses, longest, faults };
}
