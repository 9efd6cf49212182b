/**
 * How long one request alone tells a piece of news, ms: longer than its function may run, and shorter than the 15 s
 * after which WeChat Pay repeats what was not taken.
 */
export const TELLING_LEASE = 12_000;

/** How long another request waits for the one that tells, and how often it looks, ms: WeChat Pay waits 5 s. */
export const TOLD_PATIENCE = 700;
export const LOOK_EVERY = 100;
