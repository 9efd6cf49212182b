/** What the deployment test says: a line for each step, with its seconds and what it found. */
export type Protocol = {
  /** Runs a step and prints its line; `work` returns what was compared, with counts. Throws what `work` throws. */
  step(name: string, work: () => Promise<string>): Promise<void>;
  /** Says what was left out, and why. */
  skip(name: string, reason: string): void;
};

/** The finding of a step: what differs, and where. */
export class Difference extends Error {
  override name = "Difference";
}

/** Throws a `Difference` with the lines, unless there are none. */
export function expectNone(lines: readonly string[]): void {
  if (lines.length === 0) return;
  const shown = lines.slice(0, 20).map((line) => `  ${line}`);
  const rest = lines.length > shown.length ? [`  and ${lines.length - shown.length} more`] : [];
  throw new Difference([`${lines.length} differences`, ...shown, ...rest].join("\n"));
}

export function createProtocol(print: (line: string) => void): Protocol {
  const line = (mark: string, seconds: string, name: string, text: string) =>
    print(`${mark.padEnd(5)} ${seconds.padStart(6)}  ${name.padEnd(38)} ${text}`);
  return {
    async step(name, work) {
      const startedAt = performance.now();
      const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
      try {
        const found = await work();
        line("ok", seconds(), name, found);
      } catch (error) {
        line("FAILS", seconds(), name, "");
        throw error;
      }
    },
    skip: (name, reason) => line("skip", "", name, reason),
  };
}
