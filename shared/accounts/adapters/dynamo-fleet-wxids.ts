import { sha256Hex } from "../../kernel/domain/ids.ts";
import { number, numberOf, text } from "../../platform/dynamodb/attributes.ts";
import { createTable, type Table, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { FleetWxids, WxidList } from "../application/ports/fleet-wxids.ts";
import { accountPages } from "./dynamo-item.ts";

/** One small item that says when a wxid changed last: while it stands, readers need not list the accounts. */
const KEY = { pk: "fleet", sk: "wxids" };

/**
 * How long after a noted change a list may still lack it, ms: the change is written after the note, and the index
 * follows.
 */
const SETTLING = 10_000;

/** The fleet's wxids in the table `config`: the accounts' items, and the item that says when one changed last. */
export function createDynamoFleetWxids(options: TableOptions): FleetWxids {
  const table = createTable(options);

  async function list(): Promise<ReadonlySet<string>> {
    const wxids = new Set<string>();
    for await (const items of accountPages(table)) {
      for (const { wxid } of items) if (wxid?.S) wxids.add(wxid.S);
    }
    return wxids;
  }

  async function changedSince({ listedAt }: WxidList): Promise<boolean> {
    const item = await table.get(KEY, { consistent: false });
    return item?.changedAt !== undefined && listedAt < numberOf(item, "changedAt") + SETTLING;
  }

  return {
    async wxids(known, now) {
      return known && !(await changedSince(known)) ? known : { wxids: await list(), listedAt: now };
    },

    async noteWxids(all, now) {
      const noted = sha256Hex(...[...all].sort());
      if ((await table.get(KEY, { consistent: false }))?.noted?.S === noted) return false;
      await table.update(KEY, "SET #noted = :noted, #changedAt = :now", { ":noted": text(noted), ":now": number(now) });
      return true;
    },
  };
}

/**
 * Notes at `now` (epoch ms) that an account's wxid is about to change. It comes before the change itself: a crash
 * between the two costs one list too many, and no list lacks an account.
 */
export async function noteWxidChange(table: Pick<Table, "update">, now: number): Promise<void> {
  await table.update(KEY, "SET #changedAt = :now", { ":now": number(now) });
}
