import { type Item, text } from "../../../platform/dynamodb/attributes.ts";
import type { Table } from "../../../platform/dynamodb/table.ts";
import type { Written } from "../../../platform/dynamodb/written.ts";
import type { Ledger, LedgerEnd } from "../../application/ports/outbound.ts";
import { type CommandState, endAfterUnknown } from "../../domain/ledger.ts";
import { ending, endOf } from "./ending.ts";
import { ledgerKey, stateOf } from "./row.ts";

/**
 * How a claim's owner ends it: one conditional write, which goes with those of other claims, and another one where it
 * was called `unknown` meanwhile.
 */
export function createFinish(table: Table): Ledger["finish"] {
  /** A row in `sending` has nothing of an earlier end but its lease. */
  function endSending(commandId: string, owner: string, end: LedgerEnd, now: number): Promise<Written> {
    const where = { owner: text(owner), state: text("sending") };
    return table.joined.update(ledgerKey(commandId), { set: endOf(end, now), remove: "leaseUntil", where });
  }

  function endUnknown(commandId: string, owner: string, end: LedgerEnd, now: number): Promise<Written> {
    const { expression, values } = ending(end, now);
    return table.update(ledgerKey(commandId), expression, values, {
      condition: {
        expression: "#owner = :owner AND #state = :unknown",
        values: { ":owner": text(owner), ":unknown": text("unknown") },
      },
    });
  }

  const finish: Ledger["finish"] = async (commandId, owner, end, now) => {
    const first = await endSending(commandId, owner, end, now);
    if (first.done) return end.state;
    const state = stateOfOwn(first.item, owner);
    if (end.state === "reserved") {
      if (state === "unknown") return finish(commandId, owner, endAfterUnknown(end.reason), now);
      return state === "reserved" || state === "failed" ? state : undefined;
    }
    // Where the row stands as it is to end, the first answer was lost.
    if (state !== "unknown") return state === end.state ? state : undefined;
    const second = await endUnknown(commandId, owner, end, now);
    if (second.done) return end.state;
    return stateOfOwn(second.item, owner) === end.state ? end.state : undefined;
  };

  return finish;
}

/** The state of a row that is still the owner's. */
function stateOfOwn(item: Item | undefined, owner: string): CommandState | undefined {
  return item?.owner?.S === owner ? stateOf(item) : undefined;
}
