import {
  type Circuit,
  type CircuitRule,
  callerNumber,
  MOST_REPORTED,
  mayProbe,
  opens,
  pauseAfter,
  pauseLeft,
  TRIPS_TO_REPORT,
} from "../domain/circuit.ts";
import type { Circuits } from "./ports/circuits.ts";
import type { Clock, Log, Metrics } from "./ports/runtime.ts";

/** Leave to make one call. How the call ended is told once; a call that was not made is told as `unused`. */
export type Permit = {
  readonly granted: true;
  /** The upstream answered. */
  answered(): Promise<void>;
  /** The upstream failed (not: it refused one message). `caller`: the account, or another part of the traffic. */
  failed(caller?: string): Promise<void>;
  /** No call was made. */
  unused(): void;
};

/** A permit, or how long to wait before asking again, ms. */
export type Admission = Permit | { readonly granted: false; readonly pauseMs: number };

/**
 * The circuit breaker of one upstream, shared through the store and remembered for a second. Successes cost no call: they
 * are counted in the process and reported with a failure. After the pause of an open circuit one caller is let through.
 */
export type CircuitBreaker = { ask(): Promise<Admission> };

export type CircuitBreakerDeps = {
  readonly circuits: Circuits;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
  /** When the upstream's circuits open. */
  readonly rule: CircuitRule;
  /** What the circuit stands for, as the metric's dimension. */
  readonly kind: "upstream" | "target";
  /** How long the one probe may take before another is allowed, ms; 12 s unless given. */
  readonly probeMs?: number;
  /** Told once of an outage that goes on. Never throws. */
  readonly staysOpen?: (outage: { readonly upstream: string; readonly until: number }) => Promise<void>;
};

/** Six failures of two accounts at least, and half of the calls: one account cannot stop the others. */
export const SHARED_RULE: CircuitRule = { minFailures: 6, minShare: 0.5, minCallers: 2 };

/** Five failures and half of the calls: for an upstream whose failures are its own, no matter which account calls. */
export const PLAIN_RULE: CircuitRule = { minFailures: 5, minShare: 0.5, minCallers: 1 };

const CACHE = 1000;
/** How long the one probe may take before another is allowed, ms: the longest call and some. */
const PROBE = 12_000;
/** When to ask again while another caller probes, ms. */
const PROBED_BY_ANOTHER = 1000;
/** Successes that are older than this say nothing of now, ms. */
const FRESH = 30_000;

type OfUpstream = CircuitBreakerDeps & { readonly upstream: string };

export function createCircuitBreaker(deps: OfUpstream): CircuitBreaker {
  const { circuits, clock, upstream } = deps;
  const known = rememberingCircuit(deps);
  const open = createOpen(deps, known);
  const ordinary = ordinaryPermit(deps, known, open);
  /** A probe that was won and not used: until then it is this process' own, epoch ms. */
  let spareProbe = 0;

  function probe(circuit: Circuit, until: number): Permit {
    spareProbe = 0;
    known.know({ ...circuit, openUntil: until, probing: true });
    return {
      granted: true,
      async answered() {
        await circuits.close(upstream);
        known.forget();
      },
      failed: () => open(circuit),
      unused() {
        spareProbe = until;
      },
    };
  }

  return {
    async ask() {
      const circuit = await known.current();
      const now = clock.now();
      if (circuit.openUntil === 0) return ordinary;
      if (spareProbe > now) return probe(circuit, spareProbe);
      if (!mayProbe(circuit, now)) {
        const left = pauseLeft(circuit, now);
        return { granted: false, pauseMs: circuit.probing ? Math.min(left, PROBED_BY_ANOTHER) : left };
      }
      const until = now + (deps.probeMs ?? PROBE);
      if (await circuits.probe(upstream, until, now)) return probe(circuit, until);
      known.know({ ...circuit, openUntil: until, probing: true });
      return { granted: false, pauseMs: PROBED_BY_ANOTHER };
    },
  };
}

/** The circuit as the store or this process had it last, for a second. */
function rememberingCircuit({ circuits, clock, upstream }: OfUpstream) {
  let known: { circuit: Circuit; until: number } | undefined;
  function know(circuit: Circuit): Circuit {
    known = { circuit, until: clock.now() + CACHE };
    return circuit;
  }
  return {
    know,
    forget(): void {
      known = undefined;
    },
    isOpen: () => known !== undefined && known.circuit.openUntil > clock.now(),
    current: async () => (known && clock.now() < known.until ? known.circuit : know(await circuits.get(upstream))),
  };
}

type Remembered = ReturnType<typeof rememberingCircuit>;

/** Opens the circuit, for longer where it was open before; the one caller who does tells of it. */
function createOpen(deps: OfUpstream, known: Remembered): (circuit: Circuit) => Promise<void> {
  const { upstream } = deps;
  return async (circuit) => {
    const now = deps.clock.now();
    const until = now + pauseAfter(circuit.trips);
    const trips = circuit.trips + 1;
    const opened = await deps.circuits.open(upstream, { until, trips }, now);
    known.know({ ...circuit, openUntil: until, trips, probing: false });
    if (!opened) return;
    deps.metrics.count("CircuitOpened", 1, { circuit: deps.kind });
    deps.log.warn("the upstream's circuit is open", { upstream, until, trips });
    if (trips === TRIPS_TO_REPORT) await deps.staysOpen?.({ upstream, until });
  };
}

/** The permit of a closed circuit. All calls share it. */
function ordinaryPermit(deps: OfUpstream, known: Remembered, open: (circuit: Circuit) => Promise<void>): Permit {
  const successes = countingFresh(deps.clock);
  return {
    granted: true,
    async answered() {
      successes.add();
    },
    async failed(caller = "") {
      // Calls that were under way when it opened tell nothing new.
      if (known.isOpen()) return;
      const report = { calls: Math.min(MOST_REPORTED, successes.take() + 1), caller: callerNumber(caller) };
      const circuit = known.know(await deps.circuits.report(deps.upstream, report, deps.clock.now()));
      const tally = { ...circuit, callers: circuit.callers.length };
      if (circuit.openUntil === 0 && opens(tally, deps.rule)) await open(circuit);
    },
    unused() {},
  };
}

/** Counts what is not older than a while. */
function countingFresh(clock: Clock) {
  let count = 0;
  let last = 0;
  return {
    add(): void {
      const now = clock.now();
      count = now - last > FRESH ? 1 : count + 1;
      last = now;
    },
    /** The count, which then begins anew. */
    take(): number {
      const fresh = clock.now() - last > FRESH ? 0 : count;
      count = 0;
      return fresh;
    },
  };
}

/** Circuit breakers by upstream, each made when it is first asked for. */
export function createCircuitBreakers(deps: CircuitBreakerDeps): (upstream: string) => CircuitBreaker {
  const known = new Map<string, CircuitBreaker>();
  return (upstream) => {
    const breaker = known.get(upstream) ?? createCircuitBreaker({ ...deps, upstream });
    known.set(upstream, breaker);
    return breaker;
  };
}
