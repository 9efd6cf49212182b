import type { Table } from "../../../platform/dynamodb/table.ts";
import type { Ledger } from "../../application/ports/outbound.ts";
import { attemptsBefore, inNextGeneration, isClosable, type LedgerEntry } from "../../domain/ledger.ts";
import { overwrite } from "./overwrite.ts";
import { rowOf, unchanged } from "./row.ts";

/** What becomes of a row without a try: it is reserved for one, or ended or held before one. */
export function createUntried(table: Table): Pick<Ledger, "close" | "reserve" | "reserveAgain"> {
  return {
    async close(command, state, reason, now, by) {
      const written = await overwrite(
        table,
        {
          commandId: command.id,
          may: (entry) => isClosable(entry, command, now),
          next: (entry) => ({ command, state, attempts: attemptsBefore(entry, command), reason, updatedAt: now }),
          by: by ?? true,
        },
        now,
      );
      return written.done;
    },

    async reserve(command, now) {
      const entry: LedgerEntry = { command, state: "reserved", attempts: 0, updatedAt: now };
      const written = await overwrite(table, { commandId: command.id, may: () => false, next: () => entry }, now);
      return written.done ? entry : written.entry;
    },

    async reserveAgain(held, now) {
      const again = { command: inNextGeneration(held), state: "reserved", attempts: 0, updatedAt: now } as const;
      await table.put(rowOf(again), unchanged(held));
    },
  };
}
