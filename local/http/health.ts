/** Ways to find out whether an engine works, by its name; a probe throws what is wrong. */
export type Probes = Readonly<Record<string, (signal: AbortSignal) => unknown>>;

/** Milliseconds that an engine has for an answer. */
const PATIENCE_MS = 1_000;

/** The engines that do not work, and why: empty where all do. */
export async function enginesDown(probes: Probes, patienceMs = PATIENCE_MS): Promise<Record<string, string>> {
  const down: Record<string, string> = {};
  const look = async ([name, probe]: [string, Probes[string]]) => {
    try {
      await probe(AbortSignal.timeout(patienceMs));
    } catch (error) {
      down[name] = reasonOf(error, patienceMs);
    }
  };
  await Promise.all(Object.entries(probes).map(look));
  return down;
}

/** A probe of what answers HTTP at `url`; any answer will do. */
export function answersHttp(url: string): Probes[string] {
  return async (signal) => {
    const answer = await fetch(url, { signal });
    await answer.body?.cancel();
  };
}

function reasonOf(error: unknown, patienceMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer within ${patienceMs} ms`;
  return error.cause instanceof Error ? error.cause.message : error.message;
}
