/** What becomes of a command: it is `done`, or waits on the queue for `delaySeconds`, `parked` until its account is online. */
export type SendResult =
  | { readonly done: true }
  | { readonly done: false; readonly delaySeconds: number; readonly parked: boolean };

export const DONE: SendResult = { done: true };

/** The command stays on the queue for `delayMs`, rounded up to whole seconds. */
export function later(delayMs: number): SendResult {
  return { done: false, delaySeconds: Math.max(1, Math.ceil(delayMs / 1000)), parked: false };
}
