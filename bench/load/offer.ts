import { setTimeout as sleep } from "node:timers/promises";
import { type Outcome, openConnection } from "./connection.ts";

/** Messages `from` to `from + messages` in turn over `accounts`. */
export type Offer = {
  readonly url: string;
  readonly accounts: number;
  readonly from: number;
  readonly messages: number;
  /** Messages a second; each account's next message at once where it is left out. */
  readonly rate?: number | undefined;
  /** After so many seconds no further message leaves or is tried again. */
  seconds?: number;
  body(message: number): string;
  /** Called before the first try of a message. */
  sent?(message: number): void;
  accepted?(message: number): void;
};

/** How an offer went. */
export type Offered = {
  readonly seconds: number;
  /** Tries that were not answered with 200, by what came instead. */
  readonly refusals: Readonly<Record<string, number>>;
  /** Milliseconds until a callback's answer, in no order. */
  readonly answerMs: readonly number[];
  /** The most milliseconds that a message left after its time. */
  readonly lateMs: number;
};

const MOST_CONNECTIONS = 512;
/** The pause of the vendor before a further try, and how many tries there are. */
const PAUSE_MS = 100;
const MOST_TRIES = 600;

/**
 * Offers messages as the vendor does: an account's next message leaves after the one before it was answered with 200,
 * and each is repeated until then. What is kept of a message are eight bytes.
 */
export async function offer(plan: Offer): Promise<Offered> {
  const { accounts, from, messages, rate } = plan;
  const begun = performance.now();
  const refusals: Record<string, number> = {};
  const answerMs: number[] = [];
  let lateMs = 0;
  const isOver = () => performance.now() - begun > (plan.seconds ?? Number.POSITIVE_INFINITY) * 1000;
  const dueAt = (message: number) => (rate === undefined ? begun : begun + ((message - from) * 1000) / rate);
  const lanes = Math.min(accounts, MOST_CONNECTIONS);

  async function deliver(post: (body: string) => Promise<Outcome>, message: number): Promise<void> {
    const body = plan.body(message);
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const at = performance.now();
      const outcome = await post(body);
      if (outcome === 200) {
        answerMs.push(performance.now() - at);
        return plan.accepted?.(message);
      }
      refusals[outcome] = (refusals[outcome] ?? 0) + 1;
      if (typeof outcome === "number" && outcome < 500 && outcome !== 429) {
        throw new Error(`the callback refuses message ${message}: ${outcome}`);
      }
      if (isOver()) return;
      await sleep(PAUSE_MS);
    }
    throw new Error(`the callback did not take message ${message} in ${MOST_TRIES} tries`);
  }

  async function run(lane: number): Promise<void> {
    const connection = openConnection(plan.url);
    try {
      for (let message = from; message < from + messages; message += 1) {
        if ((message % accounts) % lanes !== lane) continue;
        const wait = dueAt(message) - performance.now();
        if (isOver()) return;
        if (wait > 0) await sleep(wait);
        else if (rate !== undefined) lateMs = Math.max(lateMs, -wait);
        plan.sent?.(message);
        await deliver(connection.post, message);
      }
    } finally {
      connection.close();
    }
  }

  await Promise.all(Array.from({ length: lanes }, (_, lane) => run(lane)));
  return { seconds: (performance.now() - begun) / 1000, refusals, answerMs, lateMs };
}

/** The value below which `percent` of the samples lie; `NaN` where there are no samples. */
export function percentile(samples: readonly number[], percent: number): number {
  const sorted = Float64Array.from(samples).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
}
