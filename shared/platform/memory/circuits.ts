import type { Circuits } from "../../kernel/application/ports/circuits.ts";
import { afterReport, type Circuit, CLOSED, mayProbe } from "../../kernel/domain/circuit.ts";

/** Circuit breakers in memory. */
export function createMemoryCircuits(): Circuits {
  const circuits = new Map<string, Circuit>();
  const circuitOf = (upstream: string) => circuits.get(upstream) ?? CLOSED;
  return {
    async get(upstream) {
      return circuitOf(upstream);
    },
    async report(upstream, report, now) {
      const circuit = afterReport(circuitOf(upstream), report, now);
      circuits.set(upstream, circuit);
      return circuit;
    },
    async open(upstream, { until, trips }) {
      const circuit = circuitOf(upstream);
      if (circuit.trips !== trips - 1) return false;
      circuits.set(upstream, { ...circuit, openUntil: until, trips, probing: false });
      return true;
    },
    async probe(upstream, until, now) {
      const circuit = circuits.get(upstream);
      if (!circuit || !mayProbe(circuit, now)) return false;
      circuits.set(upstream, { ...circuit, openUntil: until, probing: true });
      return true;
    },
    async close(upstream) {
      circuits.delete(upstream);
    },
  };
}
