/** Records that were set aside lately, by all functions together. Times in epoch ms. */
export type Allowance = {
  /** When each of the last minute was set aside. */
  readonly times: readonly number[];
  /** Whose they were: an appId, or what stands in for it. */
  readonly owner: string;
  /** Nothing is set aside before this. */
  readonly stoppedUntil: number;
  /** Grows with each change. */
  readonly revision: number;
};

/** More than this within a minute is a deployment that reads or writes wrongly, and no record. */
export const MOST_SET_ASIDE = 5;
const WINDOW = 60_000;

/** How long nothing is set aside after that, ms. Records wait meanwhile; then one is tried again. */
export const STOP = 300_000;

export const FULL_ALLOWANCE: Allowance = { times: [], owner: "", stoppedUntil: 0, revision: 0 };

/**
 * Asks to set a record of `owner` aside. `next` is the allowance afterwards, absent where it stays as it is. The sixth
 * record of a minute, and a record of a second owner, stop all setting aside for a while.
 */
export function askAllowance(
  known: Allowance,
  owner: string,
  now: number,
): { readonly granted: boolean; readonly next?: Allowance } {
  if (now < known.stoppedUntil) return { granted: false };
  const times = known.times.filter((at) => at > now - WINDOW);
  const revision = known.revision + 1;
  if (times.length >= MOST_SET_ASIDE || (times.length > 0 && owner !== known.owner)) {
    return { granted: false, next: { times, owner: known.owner, stoppedUntil: now + STOP, revision } };
  }
  return { granted: true, next: { times: [...times, now], owner, stoppedUntil: 0, revision } };
}
