import { type Assignment, assign } from "../../platform/dynamodb/assignment.ts";
import { number, text } from "../../platform/dynamodb/attributes.ts";
import type { Condition } from "../../platform/dynamodb/expressions.ts";
import { packJson } from "../../platform/dynamodb/packed-json.ts";
import { createTable, type Table, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { AccountStates } from "../application/ports/states.ts";
import type { Account } from "../domain/account.ts";
import type { Announcement } from "../domain/announcement.ts";
import type { StateReason } from "../domain/reason.ts";
import { noteWxidChange } from "./dynamo-fleet-wxids.ts";
import { accountKey, accountOf, untoldSet } from "./dynamo-item.ts";

/** States in the table `config`, where an account is one item. */
export function createDynamoStates(options: TableOptions): AccountStates {
  const table = createTable(options);
  return {
    async transition(account, { to, reason, refusedSends, wxid }, now, announcement) {
      const assignment = assign({
        state: text(to),
        epoch: number(account.epoch + 1),
        stateSince: number(now),
        updatedAt: number(now),
        ...(refusedSends === undefined ? {} : { refusedSends: number(refusedSends) }),
        ...(wxid === undefined ? {} : { wxid: text(wxid) }),
      });
      if (wxid !== undefined && wxid !== account.wxid) await noteWxidChange(table, now);
      return change(table, account, assignment, reason, announcement);
    },

    async explain(account, reason, now, announcement) {
      return change(table, account, assign({ updatedAt: number(now) }), reason, announcement);
    },

    async trust(account, now) {
      const { expression, placeholders } = assign({ refusedSends: number(0), updatedAt: number(now) });
      const condition = isUnmoved(account);
      return (await table.update(accountKey(account.appId), `SET ${expression}`, placeholders, { condition })).done;
    },
  };
}

/** One update from the state and epoch that the caller knows; the untold announcements grow in the same write. */
async function change(
  table: Table,
  account: Account,
  { expression, placeholders }: Assignment,
  reason: StateReason | undefined,
  announcement: Announcement | undefined,
): Promise<Account | undefined> {
  const update = [
    `SET ${expression}${reason === undefined ? "" : ", #reason = :reason"}`,
    ...(reason === undefined ? ["REMOVE #reason"] : []),
    ...(announcement === undefined ? [] : ["ADD #untold :untold"]),
  ].join(" ");
  const values = {
    ...placeholders,
    ...(reason === undefined ? {} : { ":reason": packJson(reason, "reason") }),
    ...(announcement === undefined ? {} : { ":untold": untoldSet([announcement]) }),
  };
  const written = await table.update(accountKey(account.appId), update, values, {
    condition: isUnmoved(account),
    returns: "ALL_NEW",
    signed: true,
  });
  return written.done && written.attributes ? accountOf(written.attributes) : undefined;
}

function isUnmoved({ state, epoch }: Account): Condition {
  return {
    expression: "#state = :from AND #epoch = :fromEpoch",
    values: { ":from": text(state), ":fromEpoch": number(epoch) },
  };
}
