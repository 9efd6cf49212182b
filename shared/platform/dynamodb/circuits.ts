import type { Circuits } from "../../kernel/application/ports/circuits.ts";
import { afterFailure, type Circuit, CLOSED } from "../../kernel/domain/circuit.ts";
import { expiryAfter, type Item, number, numberOf, text } from "./attributes.ts";
import { type Condition, createTable, NEVER_STORED, type TableOptions } from "./table.ts";

/** A lost round means that another caller counted a failure meanwhile. */
const ROUNDS = 8;

const keyOfCircuit = (upstream: string) => ({ pk: `circuit#${upstream}`, sk: "circuit" });

/** Circuit breakers in the table `state`, one item an upstream; no item: closed. */
export function createDynamoCircuits(options: TableOptions): Circuits {
  const table = createTable(options);
  return {
    async get(upstream) {
      return circuitOf(await table.get(keyOfCircuit(upstream), { consistent: false }));
    },

    /** Where too many fail at once, some failures are not counted: the others open the circuit all the same. */
    async fail(upstream, now) {
      const { pk, sk } = keyOfCircuit(upstream);
      let stored = await table.get({ pk, sk }, { consistent: true });
      for (let round = 0; round < ROUNDS; round++) {
        const next = afterFailure(circuitOf(stored), now);
        const item = { pk: text(pk), sk: text(sk), ...attributesOf(next), expiresAt: expiryAfter(1, now) };
        const written = await table.put(item, stored ? unchanged(circuitOf(stored)) : NEVER_STORED);
        if (written.done) return next;
        stored = written.item;
      }
      return circuitOf(stored);
    },

    async probe(upstream, until, now) {
      const written = await table.update(
        keyOfCircuit(upstream),
        "SET #openUntil = :until, #probing = :probing",
        { ":until": number(until), ":probing": { BOOL: true } },
        {
          condition: {
            expression: "#openUntil > :never AND #openUntil <= :now",
            values: { ":never": number(0), ":now": number(now) },
          },
        },
      );
      return written.done;
    },

    async close(upstream) {
      await table.remove(keyOfCircuit(upstream));
    },
  };
}

function attributesOf({ failures, windowStart, openUntil, trips, probing }: Circuit) {
  return {
    probing: { BOOL: probing },
    failures: number(failures),
    windowStart: number(windowStart),
    openUntil: number(openUntil),
    trips: number(trips),
  };
}

function circuitOf(item: Item | undefined): Circuit {
  if (!item) return CLOSED;
  return {
    failures: numberOf(item, "failures"),
    windowStart: numberOf(item, "windowStart"),
    openUntil: numberOf(item, "openUntil"),
    trips: numberOf(item, "trips"),
    probing: item.probing?.BOOL ?? false,
  };
}

function unchanged(circuit: Circuit): Condition {
  const attributes = attributesOf(circuit);
  return {
    expression: Object.keys(attributes)
      .map((name) => `#${name} = :was_${name}`)
      .join(" AND "),
    values: Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`:was_${name}`, value])),
  };
}
