/**
 * A busy machine is given this many times what a quiet one needs: waiting long costs nothing where the condition comes
 * true, and how fast a machine is says nothing about the code.
 */
export const PATIENCE = 6;

/** Asks `condition` every 5 ms until it holds; fails after what takes `seconds` on a quiet machine. */
export async function until(condition: () => Promise<boolean> | boolean, seconds = 10): Promise<void> {
  const limit = seconds * PATIENCE;
  const deadline = performance.now() + limit * 1000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`the condition did not come true within ${limit} s`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Tries `assertion` again and again until it holds; fails with its last error after what takes `seconds` on a quiet machine. */
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
