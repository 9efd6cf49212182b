import type { TableOptions } from "../../platform/dynamodb/table.ts";
import type { AccountStore } from "../application/ports/store.ts";
import { createDynamoAccounts } from "./dynamo-accounts.ts";
import { createDynamoAnnouncements } from "./dynamo-announcements.ts";
import { createDynamoFleetWxids } from "./dynamo-fleet-wxids.ts";
import { createDynamoRegistry } from "./dynamo-registry.ts";
import { createDynamoStates } from "./dynamo-states.ts";

/** All that is stored of accounts, in the table `config`. */
export function createDynamoAccountStore(options: TableOptions): AccountStore {
  return {
    ...createDynamoAccounts(options),
    ...createDynamoRegistry(options),
    ...createDynamoStates(options),
    ...createDynamoAnnouncements(options),
    ...createDynamoFleetWxids(options),
  };
}
