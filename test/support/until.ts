/**
 * A busy machine gets this many times the seconds of a quiet one. A long limit costs no time where the condition comes
 * true, and the speed of a machine says nothing about the code.
 */
export const PATIENCE = 6;

/**
 * Asks `condition` every 5 ms until it holds; fails after the time that corresponds to `seconds` on a quiet machine.
 */
export async function until(condition: () => Promise<boolean> | boolean, seconds = 10): Promise<void> {
  const limit = seconds * PATIENCE;
  const deadline = performance.now() + limit * 1000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`the condition did not come true within ${limit} s`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/**
 * Repeats `assertion` until it holds; fails with its last error after the time that corresponds to `seconds` on a quiet
 * machine.
 */
export async function untilHolds(assertion: () => void, seconds = 10): Promise<void> {
  const deadline = performance.now() + seconds * PATIENCE * 1000;
  for (;;) {
    try {
      return assertion();
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
