import type { TableOptions } from "../../platform/dynamodb/table.ts";
import type { AlertStore } from "../application/ports/store.ts";
import { createDynamoAccountTroubles } from "./dynamo-account-troubles.ts";
import { createDynamoAlerts } from "./dynamo-alerts.ts";
import { createDynamoFlushPlans } from "./dynamo-flush-plans.ts";

/** All that is stored of alerts, in the table `state`. */
export function createDynamoAlertStore(options: TableOptions): AlertStore {
  return {
    ...createDynamoAlerts(options),
    ...createDynamoFlushPlans(options),
    ...createDynamoAccountTroubles(options),
  };
}
