import type { Circuits } from "../../kernel/application/ports/circuits.ts";
import { CIRCUIT_WINDOW, type Circuit, CLOSED, type FailureReport } from "../../kernel/domain/circuit.ts";
import { expiryAfter, flag, type Item, number, numberOf } from "./attributes.ts";
import type { Condition } from "./expressions.ts";
import { createTable, type Table, type TableOptions } from "./table.ts";
import type { Written } from "./written.ts";

/** Rounds in which a report finds its window: each one lost means that another process began a window meanwhile. */
const ROUNDS = 4;

const keyOfCircuit = (upstream: string) => ({ pk: `circuit#${upstream}`, sk: "circuit" });

/** Circuit breakers in the table `state`, one item an upstream; no item: closed. */
export function createDynamoCircuits(options: TableOptions): Circuits {
  const table = createTable(options);
  return {
    async get(upstream) {
      return circuitOf(await table.get(keyOfCircuit(upstream), { consistent: false }));
    },

    /** Where a window changes too fast, the circuit is judged without this report. */
    async report(upstream, report, now) {
      let written = await add(table, upstream, report, now);
      for (let round = 0; round < ROUNDS && !written.done; round++) {
        written = await (isInWindow(written.item, now) ? add : begin)(table, upstream, report, now);
      }
      return circuitOf(written.done ? written.attributes : written.item);
    },

    async open(upstream, { until, trips }, now) {
      const written = await table.update(
        keyOfCircuit(upstream),
        "SET #openUntil = :until, #trips = :trips, #probing = :no, #expiresAt = :expiresAt",
        {
          ":until": number(until),
          ":trips": number(trips),
          ":no": flag(false),
          ":expiresAt": expiryAfter(1, now),
        },
        { condition: openedBefore(trips - 1), signed: true },
      );
      return written.done;
    },

    async probe(upstream, until, now) {
      const written = await table.update(
        keyOfCircuit(upstream),
        "SET #openUntil = :until, #probing = :yes",
        { ":until": number(until), ":yes": flag(true) },
        {
          condition: {
            expression: "#openUntil > :never AND #openUntil <= :now",
            values: { ":never": number(0), ":now": number(now) },
          },
          signed: true,
        },
      );
      return written.done;
    },

    async close(upstream) {
      await table.remove(keyOfCircuit(upstream));
    },
  };
}

/** Adds a report to the window in force. */
function add(table: Table, upstream: string, { calls, caller }: FailureReport, now: number): Promise<Written> {
  return table.update(
    keyOfCircuit(upstream),
    "SET #expiresAt = :expiresAt ADD #calls :calls, #failures :one, #callers :caller",
    {
      ":calls": number(calls),
      ":one": number(1),
      ":caller": { NS: [String(caller)] },
      ":expiresAt": expiryAfter(1, now),
    },
    {
      condition: windowLasts(now - CIRCUIT_WINDOW),
      returns: "ALL_NEW",
      signed: true,
    },
  );
}

/** Begins a window with a report. */
function begin(table: Table, upstream: string, { calls, caller }: FailureReport, now: number): Promise<Written> {
  return table.update(
    keyOfCircuit(upstream),
    "SET #windowStart = :now, #calls = :calls, #failures = :one, #callers = :caller, #expiresAt = :expiresAt",
    {
      ":now": number(now),
      ":calls": number(calls),
      ":one": number(1),
      ":caller": { NS: [String(caller)] },
      ":expiresAt": expiryAfter(1, now),
    },
    {
      condition: windowIsOver(now - CIRCUIT_WINDOW),
      returns: "ALL_NEW",
      signed: true,
    },
  );
}

function isInWindow(item: Item | undefined, now: number): boolean {
  return circuitOf(item).windowStart >= now - CIRCUIT_WINDOW;
}

/** The condition that the window of a circuit's failures began at `oldest` (epoch ms) or later. */
export function windowLasts(oldest: number): Condition {
  return { expression: "#windowStart >= :oldest", values: { ":oldest": number(oldest) } };
}

/** The opposite of `windowLasts`: also where no window has begun. */
export function windowIsOver(oldest: number): Condition {
  return {
    expression: "attribute_not_exists(#windowStart) OR #windowStart < :oldest",
    values: { ":oldest": number(oldest) },
  };
}

/** The condition that a circuit has opened so many times without a success since. */
export function openedBefore(trips: number): Condition {
  const never = trips === 0 ? "attribute_not_exists(#trips) OR " : "";
  return { expression: `${never}#trips = :before`, values: { ":before": number(trips) } };
}

function circuitOf(item: Item | undefined): Circuit {
  if (!item) return CLOSED;
  const count = (name: string) => (item[name] === undefined ? 0 : numberOf(item, name));
  return {
    windowStart: count("windowStart"),
    calls: count("calls"),
    failures: count("failures"),
    callers: (item.callers?.NS ?? []).map(Number).sort((a, b) => a - b),
    openUntil: count("openUntil"),
    trips: count("trips"),
    probing: item.probing?.BOOL ?? false,
  };
}
