import { sha256Hex } from "../../kernel/domain/ids.ts";
import { number, numberOf, text } from "../../platform/dynamodb/attributes.ts";
import type { Table } from "../../platform/dynamodb/table.ts";
import type { Accounts, FleetWxids } from "../application/ports/accounts.ts";
import { accountPages } from "./dynamo-account-item.ts";

/** One small item that says when wxids changed last, so that nobody lists accounts to learn that none did. */
const KEY = { pk: "fleet", sk: "wxids" };

/** How long after the word of a change a list may still lack it, ms: it is written after the word, and the index follows. */
const SETTLING = 10_000;

/** What `createDynamoAccounts` knows of all wxids together. */
export function createFleetWxids(table: Table) {
  async function list(): Promise<ReadonlySet<string>> {
    const wxids = new Set<string>();
    for await (const items of accountPages(table)) {
      for (const { wxid } of items) if (wxid?.S) wxids.add(wxid.S);
    }
    return wxids;
  }

  async function changedSince({ listedAt }: FleetWxids): Promise<boolean> {
    const item = await table.get(KEY, { consistent: false });
    return item?.changedAt !== undefined && listedAt < numberOf(item, "changedAt") + SETTLING;
  }

  const wxids: Accounts["wxids"] = async (known, now) =>
    known && !(await changedSince(known)) ? known : { wxids: await list(), listedAt: now };

  const noteWxids: Accounts["noteWxids"] = async (all, now) => {
    const noted = sha256Hex(...[...all].sort());
    if ((await table.get(KEY, { consistent: false }))?.noted?.S === noted) return false;
    await table.update(KEY, "SET #noted = :noted, #changedAt = :now", { ":noted": text(noted), ":now": number(now) });
    return true;
  };

  return {
    wxids,
    noteWxids,
    /** Comes before the change itself: a crash between the two costs a list too many, and no list lacks an account. */
    async changing(now: number): Promise<void> {
      await table.update(KEY, "SET #changedAt = :now", { ":now": number(now) });
    },
  };
}
