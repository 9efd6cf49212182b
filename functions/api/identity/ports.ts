import type { AccountStore } from "../../../shared/accounts/application/ports/store.ts";
import { createDynamoSessions } from "../../../shared/identity/adapters/dynamo-sessions.ts";
import { createDynamoWebAccess } from "../../../shared/identity/adapters/dynamo-web-access.ts";
import { createEndSessionsNow } from "../../../shared/identity/application/end-sessions-of.ts";
import type { WebAccessRows } from "../../../shared/identity/application/ports/web-access.ts";
import type { Metrics } from "../../../shared/kernel/application/ports/runtime.ts";
import { systemClock } from "../../../shared/lambda/system.ts";
import type { TableOptions } from "../../../shared/platform/dynamodb/table.ts";
import type { Runtime } from "../http/runtime.ts";

/** What the routes of people's web sign-in need. */
export type IdentityPorts = Runtime & {
  readonly accounts: AccountStore;
  readonly webAccess: WebAccessRows;
  /** Ends a person's sessions on web pages. */
  readonly endSessionsNow: (appId: string, openid: string) => Promise<void>;
};

/** The ports that web sign-in brings. */
export function createIdentityPorts({
  config,
  state,
  metrics,
}: {
  readonly config: TableOptions;
  readonly state: TableOptions;
  readonly metrics: Metrics;
}): Omit<IdentityPorts, keyof Runtime | "accounts"> {
  return {
    webAccess: createDynamoWebAccess(config),
    endSessionsNow: createEndSessionsNow({ sessionRows: createDynamoSessions(state), clock: systemClock, metrics }),
  };
}
