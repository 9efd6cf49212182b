/** A kind of call that a function's policy does not allow. */
export type Refusal = {
  readonly functionName: string;
  readonly action: string;
  readonly resource: string;
  /** The words of the first one. */
  readonly message: string;
  count: number;
};

/** Keeps what was refused by function, action and resource; `log` gets a line for the first of each. */
export function createRefusals(log: (line: string) => void): {
  add(refusal: Omit<Refusal, "count">): void;
  list(): readonly Refusal[];
} {
  const kept = new Map<string, Refusal>();
  return {
    add({ functionName, action, resource, message }) {
      const key = `${functionName} ${action} ${resource}`;
      const known = kept.get(key);
      if (known) {
        known.count++;
        return;
      }
      if (kept.size >= MAX_KINDS) return;
      kept.set(key, { functionName, action, resource, message, count: 1 });
      log(`[${functionName}] AccessDenied: ${message}`);
    },
    list: () => [...kept.values()],
  };
}

/** More kinds than a person reads: each is one function, one action, one resource. */
const MAX_KINDS = 1_000;
