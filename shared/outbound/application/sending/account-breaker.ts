import type { Clock, Log, Metrics } from "../../../kernel/application/ports/runtime.ts";
import { opens, pauseAfter, TRIPS_TO_REPORT } from "../../../kernel/domain/circuit.ts";
import type { BucketLimits } from "../../../kernel/domain/rate.ts";
import { setLatest } from "../../../kernel/domain/set-latest.ts";
import { ACCOUNT_RULE, type AccountTrouble, bucketOfAccount } from "../../domain/account-circuit.ts";
import type { FailureCause } from "../../domain/outcome.ts";
import type { AccountCircuits } from "../ports/outbound.ts";

/** What a sender learned of an account when it took tokens from its bucket. */
export type BucketNews = {
  /** The account's whole limits, without a lane's reserve. */
  readonly limits: BucketLimits;
  /** The circuit has opened, and no call has succeeded since. */
  readonly tripped: boolean;
};

/**
 * The circuit breakers of accounts. An open one is the bucket's matter: it gives no tokens. This is what a sender knows
 * of it between two takes, and how it tells the bucket of calls. A call that succeeds costs nothing, except for the
 * first one after an opening.
 */
export type AccountBreaker = {
  learn(appId: string, news: BucketNews): void;
  /** Milliseconds until the account may send, as far as this process knows. */
  pause(appId: string): number;
  answered(appId: string): Promise<void>;
  /** The account's call failed for the upstream's sake. `startedAt`: when the call began, epoch ms. */
  failed(appId: string, startedAt: number, cause: FailureCause): Promise<void>;
};

export type AccountBreakerDeps = {
  readonly circuits: AccountCircuits;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Told once of an outage that goes on. Never throws. */
  readonly staysOpen: (outage: { readonly appId: string; readonly until: number }) => Promise<void>;
};

/** Accounts that a process remembers. Each batch of an account makes it known anew. */
const REMEMBERED = 1000;

export function createAccountBreaker(deps: AccountBreakerDeps): AccountBreaker {
  const { circuits, clock } = deps;
  const known = new Map<string, BucketNews & { readonly openUntil: number }>();

  function know(appId: string, news: BucketNews, openUntil: number): void {
    setLatest(known, appId, { ...news, openUntil }, REMEMBERED);
  }

  async function open(appId: string, { limits }: BucketNews, { trips: before }: AccountTrouble, cause: FailureCause) {
    const now = clock.now();
    const until = now + pauseAfter(before);
    const trips = before + 1;
    const opened = await circuits.open(bucketOfAccount(appId), { until, trips }, limits, now);
    know(appId, { limits, tripped: true }, until);
    if (!opened) return;
    deps.metrics.count("CircuitOpened", 1, { circuit: "account" });
    deps.log.warn("an account's circuit is open", { appId, until, trips, cause });
    if (trips === TRIPS_TO_REPORT) await deps.staysOpen({ appId, until });
  }

  return {
    learn(appId, news) {
      know(appId, news, 0);
    },
    pause(appId) {
      return Math.max(0, (known.get(appId)?.openUntil ?? 0) - clock.now());
    },
    async answered(appId) {
      const news = known.get(appId);
      if (!news?.tripped || news.openUntil > clock.now()) return;
      await circuits.close(bucketOfAccount(appId), clock.now());
      know(appId, { ...news, tripped: false }, 0);
      deps.log.info("an account's circuit is closed again", { appId });
    },
    async failed(appId, startedAt, cause) {
      const news = known.get(appId);
      if (!news || news.openUntil > startedAt) return;
      const trouble = await circuits.fail(bucketOfAccount(appId), clock.now());
      // The call was under way when another sender opened the circuit.
      if (trouble.openUntil > startedAt) know(appId, { ...news, tripped: true }, trouble.openUntil);
      else if (trouble.trips > 0 || opens({ ...trouble, callers: 1 }, ACCOUNT_RULE)) {
        await open(appId, news, trouble, cause);
      }
    },
  };
}
