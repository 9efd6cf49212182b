/** From here on a service refuses a signature for its time, or soon will, ms. The SDK's own threshold. */
const SKEWED = 240_000;

/** The machine's clock, corrected by what a service says. */
export type SkewedClock = {
  readonly now: () => Date;
  /** Learns from an answer's header `Date`; returns whether the clock that signed the call was wrong. */
  readonly learn: (date: string | undefined, signedWith: number) => boolean;
  /** What is added to the machine's clock, ms. */
  readonly offset: () => number;
};

export function createSkewedClock(): SkewedClock {
  let offset = 0;
  return {
    now: () => new Date(Date.now() + offset),
    learn(date, signedWith) {
      const difference = Date.parse(date ?? "") - Date.now();
      if (Number.isNaN(difference)) return false;
      // An answer's time has whole seconds and its way: small differences are not the clock's.
      offset = Math.abs(difference) < SKEWED ? 0 : difference;
      return Math.abs(difference - signedWith) >= SKEWED;
    },
    offset: () => offset,
  };
}
