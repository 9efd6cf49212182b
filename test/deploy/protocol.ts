/** What the deployment test says: a line for each step, with its seconds and what it found. */
export type Protocol = {
  /** Runs a step and prints its line; `work` returns what was compared, with counts. Throws what `work` throws. */
  step(name: string, work: () => Promise<string>): Promise<void>;
  /** Runs what may be impossible here. Where it throws, the line says that `without` is skipped, and why. */
  attempt<T>(name: string, without: string, work: () => Promise<T>): Promise<T | undefined>;
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
    async attempt(name, without, work) {
      const startedAt = performance.now();
      try {
        const made = await work();
        line("ok", `${((performance.now() - startedAt) / 1000).toFixed(1)} s`, name, "");
        return made;
      } catch (error) {
        line("skip", "", without, inOneLine(error));
        return undefined;
      }
    },
  };
}

const inOneLine = (error: unknown) => String(error instanceof Error ? error.message : error).split("\n")[0] ?? "";
