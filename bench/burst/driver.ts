import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { bodyOf } from "../e2e/messages.ts";
import { type Connection, openConnection } from "../load/connection.ts";
import { percentile } from "../load/offer.ts";

/**
 * A process of its own that offers messages at their times, whatever becomes of those before (an open loop), each once.
 * It takes one order over its channel, answers it with a result, and ends.
 */
const orderSchema = z.object({
  url: z.string(),
  accounts: z.number(),
  answered: z.number(),
  people: z.number(),
  messages: z.number(),
  seconds: z.number(),
  /** The most requests under way at a time. */
  connections: z.number(),
});
export type BurstOrder = z.infer<typeof orderSchema>;

export const burstResultSchema = z.object({
  /** How many requests were answered with which status, or ended otherwise. */
  outcomes: z.record(z.string(), z.number()),
  /** Numbers of the messages that were answered with 200. */
  accepted: z.array(z.number()),
  answerMs: z.object({ p50: z.number(), p99: z.number(), most: z.number() }),
  /** Until the last message had left. */
  offeredInMs: z.number(),
});
export type BurstResult = z.infer<typeof burstResultSchema>;

const OPENED_AT_ONCE = 64;

async function burst(order: BurstOrder): Promise<BurstResult> {
  const free = await openAll(order);
  const bodies = Array.from({ length: order.messages }, (_, message) => bodyOf(order, message));
  const outcomes: Record<string, number> = {};
  const accepted: number[] = [];
  const answerMs: number[] = [];
  const begun = performance.now();

  async function post(connection: Connection, message: number): Promise<void> {
    const at = performance.now();
    const outcome = await connection.post(bodies[message] ?? "");
    answerMs.push(performance.now() - at);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    if (outcome === 200) accepted.push(message);
    free.push(connection);
  }

  const underWay: Promise<void>[] = [];
  for (let message = 0; message < order.messages; ) {
    const due = Math.min(order.messages, ((performance.now() - begun) / 1000 / order.seconds) * order.messages);
    for (let connection = free.pop(); connection; connection = message < due ? free.pop() : undefined) {
      if (message >= due) {
        free.push(connection);
        break;
      }
      underWay.push(post(connection, message));
      message += 1;
    }
    await sleep(1);
  }
  const offeredInMs = performance.now() - begun;
  await Promise.all(underWay);
  const most = percentile(answerMs, 100);
  const spread = { p50: percentile(answerMs, 50), p99: percentile(answerMs, 99), most };
  for (const connection of free) connection.close();
  return { outcomes, accepted, answerMs: spread, offeredInMs };
}

async function openAll({ url, connections }: BurstOrder): Promise<Connection[]> {
  const all = Array.from({ length: connections }, () => openConnection(url));
  for (let from = 0; from < all.length; from += OPENED_AT_ONCE) {
    await Promise.all(all.slice(from, from + OPENED_AT_ONCE).map((connection) => connection.ready()));
  }
  return all;
}

if (import.meta.main) {
  process.once("message", (message) => {
    void burst(orderSchema.parse(message)).then((result) => process.send?.(result, () => process.disconnect()));
  });
}
