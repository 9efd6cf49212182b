import { number, text } from "../../../platform/dynamodb/attributes.ts";
import type { Table } from "../../../platform/dynamodb/table.ts";
import type { Ledger } from "../../application/ports/outbound.ts";
import type { OutboundCommand } from "../../domain/command.ts";
import { attemptsBefore, endAfterUnknown, isReleasable, judgeClaim, type LedgerEntry } from "../../domain/ledger.ts";
import { ending } from "./ending.ts";
import { createFinish } from "./finish.ts";
import { overwrite } from "./overwrite.ts";
import { ledgerKey } from "./row.ts";

/** What a sender does with a row: it claims the row before its call and ends the claim after it. */
export function createClaims(table: Table): Pick<Ledger, "claim" | "finish" | "release" | "abandon"> {
  const finish = createFinish(table);
  return {
    finish,
    async claim(command, owner, leaseUntil, now) {
      let attempts = 0;
      const written = await overwrite(
        table,
        {
          commandId: command.id,
          may: (entry) => judgeClaim(entry, command, now, owner) === "send",
          next: (entry) => {
            attempts = attemptsBefore(entry, command);
            return { command, state: "sending", attempts, owner, leaseUntil, updatedAt: now };
          },
          expected: expectedBefore(command),
        },
        now,
      );
      if (written.done) return { claimed: true, attempts };
      const { entry } = written;
      if (entry.state === "sending" && entry.owner === owner) return { claimed: true, attempts: entry.attempts };
      return { claimed: false, entry };
    },

    async release(command, owner, reason, now) {
      const written = await overwrite(
        table,
        {
          commandId: command.id,
          may: (entry) => isReleasable(entry, command, owner),
          next: (entry) => ({ ...released(entry, command), owner, reason, updatedAt: now }),
          expected: { command, state: "sending", attempts: 0, owner, updatedAt: now },
        },
        now,
      );
      if (written.done) return "reserved";
      const { entry } = written;
      if (entry.owner !== owner) return undefined;
      if (entry.state === "unknown") return finish(command.id, owner, endAfterUnknown(reason), now);
      return entry.state;
    },

    async abandon({ command, owner, leaseUntil }, reason, now, by) {
      const { expression, values } = ending({ state: "unknown", reason }, now);
      const written = await table.update(ledgerKey(command.id), expression, values, {
        condition: {
          expression: "#state = :sending AND #owner = :owner AND #leaseUntil = :leaseUntil",
          values: {
            ":sending": text("sending"),
            ":owner": text(owner ?? ""),
            ":leaseUntil": number(leaseUntil ?? 0),
          },
        },
        signed: by ?? true,
      });
      return written.done;
    },
  };
}

function released(entry: LedgerEntry | undefined, command: OutboundCommand) {
  return { command, state: "reserved", attempts: attemptsBefore(entry, command) } as const;
}

/**
 * The row that a first claim finds: no row for what a rule or a webhook decided, a reserved one for all other commands.
 * Then one write is enough.
 */
function expectedBefore(command: OutboundCommand): LedgerEntry | undefined {
  const { origin, generation } = command;
  if ("ruleId" in origin || "deliveryId" in origin || generation > 0) return undefined;
  return { command, state: "reserved", attempts: 0, updatedAt: 0 };
}
