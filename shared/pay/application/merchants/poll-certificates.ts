import type { Clock, Log, Metrics } from "../../../kernel/application/ports/runtime.ts";
import type { CertificatesState } from "../../domain/merchant.ts";
import type { Merchants, StoredMerchant } from "../ports/merchant-store.ts";
import type { FetchCertificates } from "./fetch-certificates.ts";

const HOUR = 3_600_000;
/** WeChat Pay asks for less than 12 hours, ms; runs that begin a little early count. */
const EVERY = 6 * HOUR - 300_000;
/** After this the alarm rings, ms. */
const OLD = 24 * HOUR;
const ENDS_SOON = 7 * 24 * HOUR;

/** Every hour. Gives how many merchants were asked for. */
export type PollCertificates = (deadline: number) => Promise<number>;

/**
 * Fetches the certificates of merchants that were not fetched within six hours, those with trouble every time. Counts
 * `PayCertificatesOld` for each merchant without a success for a day, and `PayCertificateEnds` for each whose last
 * certificate ends within a week, or that has no certificate, and that has no public key of Pay, by which WeChat Pay would
 * sign then. A merchant whose certificates cannot be kept does not hold up the others: the first error is thrown at the
 * end. The one that was asked for longest ago comes first, so that merchants in trouble take nobody's turn.
 */
export function createPollCertificates(deps: {
  readonly merchants: Pick<Merchants, "list">;
  readonly fetchCertificates: FetchCertificates;
  readonly clock: Pick<Clock, "now">;
  readonly metrics: Metrics;
  readonly log: Log;
}): PollCertificates {
  const { clock, metrics, log } = deps;

  function report(merchant: StoredMerchant, state: CertificatesState | undefined): void {
    const now = clock.now();
    const { mchId, privateKey, publicKeys } = merchant;
    const fetchedAt = state?.fetchedAt ?? privateKey?.setAt ?? now;
    if (now - fetchedAt > OLD) {
      metrics.count("PayCertificatesOld");
      log.warn("certificates of WeChat Pay are old", { mchId, fetchedAt, trouble: state?.trouble });
    }
    const [last] = state?.certificates ?? [];
    const isUnasked = state?.fetchedAt === undefined;
    if (publicKeys.length === 0 && !isUnasked && (last?.notAfter ?? 0) - now < ENDS_SOON) {
      metrics.count("PayCertificateEnds");
      log.warn("the last certificate of WeChat Pay ends soon, or is gone", { mchId, ...last });
    }
  }

  return async (deadline) => {
    let asked = 0;
    let failure: unknown;
    for (const merchant of longestAgoFirst(await deps.merchants.list())) {
      if (!merchant.privateKey) continue;
      let state = merchant.certificates;
      if (isDue(state, clock.now()) && clock.now() < deadline) {
        asked += 1;
        try {
          state = (await deps.fetchCertificates(merchant.mchId)) ?? state;
        } catch (error) {
          log.error("certificates of a merchant were not kept", error, { mchId: merchant.mchId });
          failure ??= error;
        }
      }
      report(merchant, state);
    }
    if (failure !== undefined) throw failure;
    return asked;
  };
}

function longestAgoFirst(merchants: readonly StoredMerchant[]): StoredMerchant[] {
  const triedAt = ({ certificates }: StoredMerchant) => certificates?.triedAt ?? 0;
  return [...merchants].sort((one, other) => triedAt(one) - triedAt(other));
}

function isDue(state: CertificatesState | undefined, now: number): boolean {
  return state?.fetchedAt === undefined || state.trouble !== undefined || now - state.fetchedAt >= EVERY;
}
