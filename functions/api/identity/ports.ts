import type { AccountStore } from "../../../shared/accounts/application/ports/store.ts";
import { createDynamoWebAccess } from "../../../shared/identity/adapters/dynamo-web-access.ts";
import type { WebAccessRows } from "../../../shared/identity/application/ports/web-access.ts";
import type { TableOptions } from "../../../shared/platform/dynamodb/table.ts";
import type { Runtime } from "../http/runtime.ts";

/** What the routes of people's web sign-in need. */
export type IdentityPorts = Runtime & {
  readonly accounts: AccountStore;
  readonly webAccess: WebAccessRows;
};

/** The ports that web sign-in brings. */
export function createIdentityPorts({
  config,
}: {
  readonly config: TableOptions;
}): Omit<IdentityPorts, keyof Runtime | "accounts"> {
  return { webAccess: createDynamoWebAccess(config) };
}
