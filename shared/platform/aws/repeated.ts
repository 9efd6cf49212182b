import { delayBefore, type Failure, repetitionOf, TOKENS } from "./retry-rules.ts";

/**
 * Repeats a call by the SDK's rules. All calls of a client draw on the same tokens, so that a service that fails is not
 * asked more often still.
 *
 * @param base the delay before the first repetition, ms, before chance shortens it
 */
export function createRepeated(
  maxAttempts: number,
  base: number,
  wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
): <T>(attempt: () => Promise<T>) => Promise<T> {
  let tokens: number = TOKENS.most;

  /** How long to wait before the call is repeated, ms; undefined: it is not. Takes the tokens. */
  function delayAfter(error: Failure & { readonly retryAfter?: number }, repetitions: number): number | undefined {
    const kind = repetitionOf(error);
    if (kind === "never" || repetitions + 1 >= maxAttempts || tokens < TOKENS[kind]) return undefined;
    tokens -= TOKENS[kind];
    return delayBefore(kind, { repetitions, base, asked: error.retryAfter });
  }

  return async (attempt) => {
    let taken: number = TOKENS.success;
    for (let repetitions = 0; ; repetitions += 1) {
      try {
        const result = await attempt();
        tokens = Math.min(TOKENS.most, tokens + taken);
        return result;
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        const before = tokens;
        const delay = delayAfter(error, repetitions);
        if (delay === undefined) throw error;
        taken = before - tokens;
        await wait(delay);
      }
    }
  };
}
