import { type Circuit, mayProbe, needsClosing, pauseLeft } from "../domain/circuit.ts";
import type { Circuits } from "./ports/circuits.ts";
import type { Clock, Log, Metrics } from "./ports/runtime.ts";

/** The circuit breaker of one upstream, shared through the store and remembered for a second. */
export type CircuitBreaker = {
  /**
   * Milliseconds until a try is allowed; 0 when it is now. After the pause of an open circuit, only one caller gets 0.
   */
  pause(): Promise<number>;
  /** The upstream failed (not: it refused one message). */
  failed(): Promise<void>;
  /** The upstream answered. */
  answered(): Promise<void>;
};

type Deps = {
  readonly circuits: Circuits;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
};

const CACHE = 1000;
/** How long the one probe may take before another is allowed, ms: the longest call and some. */
const PROBE = 12_000;
/** When to ask again after another caller got the probe, ms. */
const LOST_PROBE = 1000;

export function createCircuitBreaker(
  deps: Deps & {
    readonly upstream: string;
    /** How long the one probe may take before another is allowed, ms; 12 s unless given. */
    readonly probeMs?: number;
  },
): CircuitBreaker {
  let known: { circuit: Circuit; until: number } | undefined;

  async function current(): Promise<Circuit> {
    const now = deps.clock.now();
    if (!known || now >= known.until) {
      known = { circuit: await deps.circuits.get(deps.upstream), until: now + CACHE };
    }
    return known.circuit;
  }

  return {
    async pause() {
      const circuit = await current();
      const now = deps.clock.now();
      if (!mayProbe(circuit, now)) return pauseLeft(circuit, now);
      const openUntil = now + (deps.probeMs ?? PROBE);
      const won = await deps.circuits.probe(deps.upstream, openUntil, now);
      known = { circuit: { ...circuit, openUntil, probing: true }, until: now + CACHE };
      return won ? 0 : LOST_PROBE;
    },
    async failed() {
      const now = deps.clock.now();
      const circuit = await deps.circuits.fail(deps.upstream, now);
      known = { circuit, until: now + CACHE };
      if (circuit.openUntil <= now) return;
      deps.metrics.count("CircuitOpened");
      deps.log.warn("the upstream's circuit is open", { upstream: deps.upstream, until: circuit.openUntil });
    },
    async answered() {
      if (!needsClosing(await current())) return;
      await deps.circuits.close(deps.upstream);
      known = undefined;
    },
  };
}

/** Circuit breakers by upstream, each made when it is first asked for. */
export function createCircuitBreakers(deps: Deps): (upstream: string) => CircuitBreaker {
  const known = new Map<string, CircuitBreaker>();
  return (upstream) => {
    const breaker = known.get(upstream) ?? createCircuitBreaker({ ...deps, upstream });
    known.set(upstream, breaker);
    return breaker;
  };
}
