import { AppError } from "../domain/errors.ts";
import type { Leases } from "./ports/leases.ts";
import type { Clock, Log, Metrics, NewId } from "./ports/runtime.ts";

export type ShardLeaseDeps = {
  readonly leases: Leases;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly metrics: Metrics;
  readonly log: Log;
};

/** A lease that its holder renews by asking for it. */
export type ShardLease = {
  /** Waits for the lease until `until` (epoch ms); false if another owner kept it. */
  take(until: number): Promise<boolean>;
  /**
   * Whether work of `longestWork` ms may be begun: false for good once another owner has the lease. Throws where that
   * cannot be told.
   */
  isHeld(): Promise<boolean>;
  release(): Promise<void>;
};

/** How long a lease lasts after it was renewed last, ms: so long a dead holder keeps it. */
const TTL = 15_000;
const RENEW_AFTER = 5000;
const TRY_EVERY = 500;

export function createShardLease(deps: ShardLeaseDeps, name: string, longestWork: number): ShardLease {
  const { leases, clock, metrics, log } = deps;
  const owner = deps.newId();
  let until = 0;
  let isLost = false;
  let renewing: Promise<void> | undefined;

  async function acquire(): Promise<boolean> {
    const now = clock.now();
    if (!(await leases.acquire(name, owner, TTL, now))) return false;
    until = now + TTL;
    return true;
  }

  async function renew(): Promise<void> {
    try {
      isLost = !(await acquire());
      if (isLost) metrics.count("PollLeaseLost");
    } catch (error) {
      metrics.count("PollLeaseNotRenewed");
      log.error("a lease was not renewed", error, { lease: name });
    } finally {
      renewing = undefined;
    }
  }

  return {
    async take(deadline) {
      for (;;) {
        if (await acquire()) return true;
        if (clock.now() + TRY_EVERY > deadline) return false;
        await clock.sleep(TRY_EVERY);
      }
    },

    /** The renewal goes on alongside while the lease lasts long enough. */
    async isHeld() {
      if (isLost) return false;
      const left = () => until - clock.now();
      if (left() < TTL - RENEW_AFTER) renewing ??= renew();
      if (left() <= longestWork) await renewing;
      if (isLost) return false;
      if (left() > longestWork) return true;
      throw new AppError("unavailable", "it is not known who holds the lease", {
        retryable: true,
        details: { lease: name },
      });
    },

    /** A lease that is not given back runs out. */
    async release() {
      try {
        await leases.release(name, owner);
      } catch (error) {
        log.error("a lease was not given back; it runs out", error, { lease: name });
      }
    },
  };
}
