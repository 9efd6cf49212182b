import type { Log } from "../../../kernel/application/ports/runtime.ts";
import { setLatest } from "../../../kernel/domain/set-latest.ts";
import { ACCOUNT_WINDOW } from "../../domain/account-circuit.ts";
import type { AccountCircuits, AheadBuckets, TokenBuckets } from "../ports/outbound.ts";
import { logRefund } from "./buckets.ts";
import { createPocket, type Pocket } from "./pocket.ts";

/** Buckets of which a process remembers what it holds. */
const REMEMBERED = 1000;

/** After so long without a use, what has lapsed is given back by a call of its own, ms. */
const IDLE = 60_000;

export type TokensAhead = { readonly buckets: TokenBuckets; readonly circuits: AccountCircuits };

/**
 * Token buckets from which a process takes ahead: as many tokens as went out in the last second, for the next one. It
 * deals them out without a call. Each lapses at its time in the bucket, a second later at most, so that the rate is
 * that of tokens taken one by one. The day has lapsed tokens back with the next take.
 *
 * The circuits of accounts are those of the same buckets. A failed call empties the purse first, since the circuit
 * judges by what is taken, and nothing is taken ahead while the failure counts.
 */
export function createTokensAhead(deps: {
  readonly buckets: AheadBuckets;
  readonly circuits: AccountCircuits;
  readonly log: Log;
}): TokensAhead {
  const { buckets, circuits, log } = deps;
  const pockets = new Map<string, Pocket>();
  let lookedAt = 0;

  function keep(bucket: string, pocket: Pocket): Pocket {
    setLatest(pockets, bucket, pocket, REMEMBERED);
    return pocket;
  }

  /** Looks once in a while: a bucket that is used has its lapsed tokens back without a call. */
  async function giveIdleBack(now: number): Promise<void> {
    if (now - lookedAt < IDLE) return;
    lookedAt = now;
    const idle = [...pockets.values()].filter((pocket) => now - pocket.lastUse() >= IDLE);
    await Promise.all(idle.map((pocket) => logRefund(log, () => pocket.giveBack(now))));
  }

  return {
    buckets: {
      async take(bucket, wanted, limits, now) {
        const idle = giveIdleBack(now);
        const ask = { wanted, limits, now };
        const pocket = keep(bucket, pockets.get(bucket) ?? createPocket(bucket, buckets, ask));
        const [taken] = await Promise.all([pocket.take(ask), idle]);
        return taken;
      },
      refund: (bucket, tokens, limits, now) => buckets.refund(bucket, tokens, limits, now),
      async exhaust(bucket, limits, now) {
        const pocket = pockets.get(bucket);
        if (pocket) await logRefund(log, () => pocket.giveBack(now));
        return buckets.exhaust(bucket, limits, now);
      },
    },
    circuits: {
      async fail(bucket, now) {
        const pocket = pockets.get(bucket);
        const back = pocket && logRefund(log, () => pocket.giveBack(now));
        pocket?.calm(now + ACCOUNT_WINDOW);
        await back;
        return circuits.fail(bucket, now);
      },
      async open(bucket, opening, limits, now) {
        pockets.get(bucket)?.calm(now + ACCOUNT_WINDOW);
        return circuits.open(bucket, opening, limits, now);
      },
      close: (bucket, now) => circuits.close(bucket, now),
    },
  };
}
