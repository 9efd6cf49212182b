/**
 * What becomes of a command: it is `done`, or waits on the queue for `delaySeconds`, `parked` until its account is online.
 * `failure`: what failed here, where the command does not only wait for its turn.
 */
export type SendResult =
  | { readonly done: true }
  | {
      readonly done: false;
      readonly delaySeconds: number;
      readonly parked: boolean;
      /** Nothing was called, so that its token is left over. */
      readonly untried?: true;
      readonly failure?: unknown;
    };

export const DONE: SendResult = { done: true };

/** The command stays on the queue for `delayMs`, rounded up to whole seconds; for its turn, unless something failed. */
export function later(delayMs: number, failure?: Error): SendResult {
  const waits = { done: false, delaySeconds: Math.max(1, Math.ceil(delayMs / 1000)), parked: false } as const;
  return failure ? { ...waits, failure } : waits;
}

/** The same for a command that was not tried; 0: it may be tried by the next invocation. */
export function untried(delayMs: number): SendResult {
  return { done: false, delaySeconds: Math.ceil(delayMs / 1000), parked: false, untried: true };
}
