import { type Delivery, deliveryGroup } from "../../deliveries/domain/delivery.ts";
import type { Delivered } from "./carry-out-delivery.ts";

/** One delivery in hand. `receiveCount`: how often the queue has handed it out. */
export type DeliveryInHand = { readonly delivery: Delivery; readonly receiveCount: number };

/** What becomes of it: it is `done`, or stays on the queue for `delaySeconds`. `failure`: what failed, if anything did. */
export type DeliveryEnd =
  | { readonly done: true }
  | { readonly done: false; readonly delaySeconds: number; readonly failure?: unknown };

const LONGEST_DELAY = 900;

/** 2 s, doubling to 15 minutes: twenty receives take about three hours. */
function delayAfter(receiveCount: number): number {
  return Math.min(LONGEST_DELAY, 2 ** Math.min(receiveCount, 10));
}

/**
 * Carries out a batch: groups (conversations to one target) side by side, each in order. What fails stays on the queue
 * with all behind it of its group, so that the order holds; other groups go on. Never throws.
 *
 * @param deadline epoch ms after which nothing further is begun
 */
export function createCarryOutDeliveries(deps: {
  readonly carryOut: (delivery: Delivery) => Promise<Delivered>;
  readonly now: () => number;
}): (batch: readonly DeliveryInHand[], deadline: number) => Promise<readonly DeliveryEnd[]> {
  async function one({ delivery, receiveCount }: DeliveryInHand, deadline: number): Promise<DeliveryEnd> {
    if (deps.now() >= deadline) return { done: false, delaySeconds: 0 };
    const delivered = await deps.carryOut(delivery).catch((failure: unknown): Delivered => ({ done: false, failure }));
    if (delivered.done) return delivered;
    const { pause = 0, failure } = delivered;
    return { done: false, delaySeconds: Math.max(delayAfter(receiveCount), Math.ceil(pause / 1000)), failure };
  }

  return async (batch, deadline) => {
    const ends = new Array<DeliveryEnd>(batch.length).fill({ done: true });
    const groups = Map.groupBy(batch.keys(), (position) => deliveryGroup((batch[position] as DeliveryInHand).delivery));
    await Promise.all(
      [...groups.values()].map(async (positions) => {
        let stopped: DeliveryEnd | undefined;
        for (const position of positions) {
          const end = stopped ?? (await one(batch[position] as DeliveryInHand, deadline));
          if (!end.done) stopped = end;
          ends[position] = end;
        }
      }),
    );
    return ends;
  };
}
