import type { Clock } from "../../../kernel/application/ports/runtime.ts";
import { setLatest } from "../../../kernel/domain/set-latest.ts";

/** A value is in force within this after a change, ms. */
const MAX_AGE = 60_000;
/** After a failed read the last good value serves for this long, ms, before the next try. */
const RETRY_AFTER = 10_000;
/** So long an account without a value is not asked for again, ms: an operator who has just registered it waits little. */
const UNKNOWN_AGE = 5000;

/** More than a fleet has accounts; what is dropped is only read again. */
const MOST = 10_000;
/** Kept apart, so that made-up appIds push out no account that is known. */
const MOST_UNKNOWN = 1000;

type Good<T> = { readonly value: T; until: number };

/**
 * Remembers for a minute what `read` gave for each account. Where a read fails, the last good value stays in force, and
 * without one the caller gets the error; `failed` is called in both cases. Calls at the same time share a read.
 */
export function createKeptByAccount<T>(deps: {
  readonly read: (appId: string) => Promise<T | undefined>;
  readonly failed: (error: unknown, appId: string, isInForce: boolean) => void;
  readonly clock: Pick<Clock, "now">;
}) {
  const { clock } = deps;
  const known = new Map<string, Good<T>>();
  const unknown = new Map<string, number>();
  const reading = new Map<string, Promise<T | undefined>>();

  function keep(appId: string, value: T | undefined): T | undefined {
    const now = clock.now();
    if (value === undefined) {
      known.delete(appId);
      setLatest(unknown, appId, now + UNKNOWN_AGE, MOST_UNKNOWN);
    } else {
      unknown.delete(appId);
      setLatest(known, appId, { value, until: now + MAX_AGE }, MOST);
    }
    return value;
  }

  async function readAnew(appId: string): Promise<T | undefined> {
    try {
      return keep(appId, await deps.read(appId));
    } catch (error) {
      const good = known.get(appId);
      deps.failed(error, appId, good !== undefined);
      if (!good) throw error;
      good.until = clock.now() + RETRY_AFTER;
      return good.value;
    }
  }

  return {
    async of(appId: string): Promise<T | undefined> {
      const now = clock.now();
      const good = known.get(appId);
      if (good && now < good.until) return good.value;
      if (now < (unknown.get(appId) ?? 0)) return undefined;
      const running = reading.get(appId) ?? readAnew(appId).finally(() => reading.delete(appId));
      reading.set(appId, running);
      return running;
    },
    /** The next question reads the account anew; its value stays in force should that fail. */
    forget(appId: string): void {
      const good = known.get(appId);
      if (good) good.until = 0;
      unknown.delete(appId);
    },
  };
}
