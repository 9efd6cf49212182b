/** Short exclusive ownership; an owner that dies loses it when `ttlMs` are over. `now`: epoch ms. */
export type Leases = {
  /** True if `owner` has the lease now; an owner that has it already prolongs it. */
  acquire(name: string, owner: string, ttlMs: number, now: number): Promise<boolean>;
  release(name: string, owner: string): Promise<void>;
};
