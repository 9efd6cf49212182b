import type { Circuits } from "../../kernel/application/ports/circuits.ts";
import { afterFailure, type Circuit, CLOSED, mayProbe } from "../../kernel/domain/circuit.ts";

/** Circuit breakers in memory. */
export function createMemoryCircuits(): Circuits {
  const circuits = new Map<string, Circuit>();
  return {
    async get(upstream) {
      return circuits.get(upstream) ?? CLOSED;
    },
    async fail(upstream, now) {
      const circuit = afterFailure(circuits.get(upstream) ?? CLOSED, now);
      circuits.set(upstream, circuit);
      return circuit;
    },
    async close(upstream) {
      circuits.delete(upstream);
    },
    async probe(upstream, until, now) {
      const circuit = circuits.get(upstream);
      if (!circuit || !mayProbe(circuit, now)) return false;
      circuits.set(upstream, { ...circuit, openUntil: until, probing: true });
      return true;
    },
  };
}
