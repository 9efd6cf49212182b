import { text } from "../../../platform/dynamodb/attributes.ts";
import type { Table } from "../../../platform/dynamodb/table.ts";
import type { Written } from "../../../platform/dynamodb/written.ts";
import type { Ledger, LedgerEnd } from "../../application/ports/outbound.ts";
import { type CommandState, endAfterUnknown } from "../../domain/ledger.ts";
import { ending } from "./ending.ts";
import { ledgerKey, stateOf } from "./row.ts";

/** How a claim's owner ends it: one conditional write, and a second one where it was called `unknown` meanwhile. */
export function createFinish(table: Table): Ledger["finish"] {
  /** Ends the owner's claim, where its row is in one of `states`. */
  function endClaim(
    commandId: string,
    owner: string,
    states: readonly CommandState[],
    end: LedgerEnd,
    now: number,
  ): Promise<Written> {
    const { expression, values } = ending(end, now);
    const names = states.map((state) => `:was_${state}`);
    return table.update(ledgerKey(commandId), expression, values, {
      condition: {
        expression: `#owner = :owner AND #state IN (${names.join(", ")})`,
        values: {
          ":owner": text(owner),
          ...Object.fromEntries(states.map((state) => [`:was_${state}`, text(state)])),
        },
      },
    });
  }

  const finish: Ledger["finish"] = async (commandId, owner, end, now) => {
    const isOver = end.state !== "reserved";
    const written = await endClaim(commandId, owner, isOver ? ["sending", "unknown"] : ["sending"], end, now);
    if (written.done) return end.state;
    const { item } = written;
    if (item?.owner?.S !== owner) return undefined;
    const state = stateOf(item);
    // The first answer was lost.
    if (state === end.state) return state;
    if (isOver) return undefined;
    if (state === "unknown") return finish(commandId, owner, endAfterUnknown(end.reason), now);
    return state === "failed" ? state : undefined;
  };

  return finish;
}
