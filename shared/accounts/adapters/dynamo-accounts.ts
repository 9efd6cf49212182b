import { AppError } from "../../kernel/domain/errors.ts";
import type { Item } from "../../platform/dynamodb/attributes.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { Accounts } from "../application/ports/accounts.ts";
import type { Account } from "../domain/account.ts";
import { accountKey, accountOf, accountPages } from "./dynamo-item.ts";

/** Accounts in the table `config`, one item each. */
export function createDynamoAccounts(options: TableOptions): Accounts {
  const table = createTable(options);
  return {
    async get(appId) {
      const item = await table.joined.get(accountKey(appId));
      return item && accountOf(item);
    },

    async list(malformed) {
      const accounts: Account[] = [];
      for await (const items of accountPages(table)) {
        accounts.push(...items.flatMap((item) => readable(item, malformed)));
      }
      return accounts;
    },
  };
}

function readable(item: Item, malformed: ((error: AppError) => void) | undefined): Account[] {
  try {
    return [accountOf(item)];
  } catch (error) {
    if (!malformed || !(error instanceof AppError)) throw error;
    malformed(error);
    return [];
  }
}
