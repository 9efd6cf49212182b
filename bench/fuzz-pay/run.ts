import { seededRandom } from "../fuzz/random.ts";
import { payReceiver, type Told } from "./receiver.ts";
import { payFuzz } from "./requests.ts";

/** A request that took longer is tried again: collected garbage of earlier ones is no hang. */
const TRIES = 3;

export type PayFuzzReport = {
  readonly statuses: ReadonlyMap<number, number>;
  readonly longest: { readonly ms: number; readonly what: string };
  readonly told: Told;
  readonly faults: readonly { readonly index: number; readonly what: string; readonly fault: string }[];
};

/**
 * Posts so many odd notifications to the callback of WeChat Pay. A fault is an answer from 500 on, a thrown error, one that
 * takes over `mostMs` of CPU at each of three tries, a stranger's that is taken, or a refusal that says why.
 */
export async function fuzzPay(requests: number, seed: number, mostMs: number): Promise<PayFuzzReport> {
  const random = seededRandom(seed);
  const now = Date.parse("2026-03-10T12:00:00+08:00");
  const { receive, told } = payReceiver(now);
  const statuses = new Map<number, number>();
  const faults: { index: number; what: string; fault: string }[] = [];
  let longest = { ms: 0, what: "" };

  async function one(index: number): Promise<void> {
    const request = payFuzz(random, now);
    const { what } = request;
    const blame = (fault: string) => faults.push({ index, what, fault });
    try {
      let answer = await receive(request);
      for (let tries = 1; answer.ms > mostMs && tries < TRIES; tries += 1) answer = await receive(request);
      const { status, ms, body } = answer;
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (ms > longest.ms) longest = { ms, what };
      if (status >= 500) blame(`status ${status}`);
      if (ms > mostMs) blame(`${ms.toFixed(0)} ms`);
      if (!request.isSigned && status < 300) blame("a stranger was taken");
      if (status !== 204 && !/^\{"code":"FAIL","message":"the notification [a-z ]+"\}$/.test(body)) blame(body);
    } catch (error) {
      blame(String(error).slice(0, 500));
    }
  }

  for (let index = 0; index < requests; index += 1) await one(index);
  return { statuses, longest, told, faults };
}
