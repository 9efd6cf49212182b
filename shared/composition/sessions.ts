import { createSessionTokens } from "../adapters/jwt/session-tokens.ts";
import { createDynamoSessionKeys } from "../identity/adapters/dynamo-session-keys.ts";
import { createDynamoSessions } from "../identity/adapters/dynamo-sessions.ts";
import { createSessionKeys } from "../identity/application/session-keys.ts";
import { createSessions } from "../identity/application/sessions.ts";
import type { Sealer } from "../kernel/application/ports/sealer.ts";
import { requireEnv } from "../lambda/env.ts";
import type { Observability } from "../lambda/observability.ts";
import { newRandomId, systemClock } from "../lambda/system.ts";
import { ENV } from "../names.ts";
import type { TableOptions } from "../platform/dynamodb/table.ts";
import { createDynamoPersonLinks } from "../profiles/adapters/dynamo-person-links.ts";
import { createLinkPerson } from "../profiles/application/link-person.ts";

/** People's sessions, by the environment (`PUBLIC_URL`). It reads nothing before it is asked. */
export function composeSessions({
  config,
  state,
  journal,
  sealer,
  observability: { metrics, log },
}: {
  readonly config: TableOptions;
  readonly state: TableOptions;
  readonly journal: TableOptions;
  readonly sealer: Sealer;
  readonly observability: Pick<Observability, "log" | "metrics">;
}) {
  const runtime = { clock: systemClock, metrics, log };
  const tokens = createSessionTokens(`${requireEnv(ENV.publicUrl)}/oauth`);
  const sessionRows = createDynamoSessions(state);
  const sessionKeys = createSessionKeys({
    ...runtime,
    sessionKeyRows: createDynamoSessionKeys(config),
    sealer,
    tokens,
  });
  const sessions = createSessions({
    ...runtime,
    sessionRows,
    sessionKeys,
    tokens,
    linkPerson: createLinkPerson({ ...runtime, personLinks: createDynamoPersonLinks(journal) }),
    newSecret: newRandomId,
  });
  return { sessions, sessionRows, sessionKeys };
}
