import * as z from "zod";
import { createHandler } from "../../../functions/api/handler.ts";
import type { ApiPorts } from "../../../functions/api/ports.ts";
import { createRouteTable } from "../../../functions/api/routes.ts";
import { createMemoryAccounts } from "../../../shared/accounts/adapters/memory-accounts.ts";
import type { Account } from "../../../shared/accounts/domain/account.ts";
import type { BroadcastTask } from "../../../shared/broadcasts/domain/request.ts";
import { createMemoryJournal } from "../../../shared/decisions/adapters/memory-journal.ts";
import type { FleetEvent } from "../../../shared/kernel/application/ports/events.ts";
import type { HttpDeps } from "../../../shared/lambda/http.ts";
import type { SecretTrial } from "../../../shared/official/application/ports/secret-trial.ts";
import { createMemorySettings } from "../../../shared/operators/adapters/memory-settings.ts";
import type { OutboundCommand } from "../../../shared/outbound/domain/command.ts";
import { recordingDirectoryQueue } from "../../support/a-directory.ts";
import { NOON } from "../../support/builders.ts";
import { aLambdaContext, anHttpEvent } from "../../support/lambda-events.ts";
import { recordingObservability } from "../../support/recording-observability.ts";
import { memoryAccountPorts } from "./accounts/memory-ports.ts";
import { memoryAiPorts } from "./ai/memory-ports.ts";
import { memoryAlertPorts } from "./alerts/memory-ports.ts";
import { memoryBroadcastPorts } from "./broadcasts/memory-ports.ts";
import { memoryComponentPorts } from "./components/memory-ports.ts";
import { memoryConversationPorts } from "./conversations/memory-ports.ts";
import { memoryDeadLetterPorts } from "./dead-letters/memory-ports.ts";
import { memoryDirectoryPorts } from "./directory/memory-ports.ts";
import { memoryGatewayPorts } from "./gateway/memory-ports.ts";
import { memoryIdentityPorts } from "./identity/memory-ports.ts";
import { memoryLoginPorts } from "./logins/memory-ports.ts";
import { memoryMediaPorts } from "./media/memory-ports.ts";
import { memoryOfficialPorts } from "./official/memory-ports.ts";
import { memoryWeixinPorts } from "./official/weixin-memory-ports.ts";
import { memoryOperatorPorts } from "./operators/memory-ports.ts";
import { memoryOutboundPorts } from "./outbound/memory-ports.ts";
import { memoryPayPorts } from "./pay/memory-ports.ts";
import { memoryProfilePorts } from "./profiles/memory-ports.ts";
import { recordingGateway } from "./recording-gateway.ts";
import { memoryRoutingPorts } from "./routing/memory-ports.ts";
import { memoryRulePorts } from "./rules/memory-ports.ts";

export type Request = {
  /** Role of an ordinary caller; none where left out. */
  readonly as?: "viewer" | "operator" | "admin";
  /** The claims themselves, instead of an ordinary caller's. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** JSON, or the text itself where it is a string. */
  readonly body?: unknown;
  readonly query?: Record<string, string>;
};

export type Answer = {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: z.output<typeof bodySchema>;
};

/** What the tests look into; all else of an answer stays as it came. */
const bodySchema = z.looseObject({
  code: z.string().optional(),
  detail: z.string().optional(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  accounts: z.array(z.looseObject({ appId: z.string() })).optional(),
  account: z.looseObject({}).optional(),
  commands: z.array(z.looseObject({ id: z.string() })).optional(),
  entries: z.array(z.looseObject({ id: z.string() })).optional(),
  cursor: z.string().optional(),
});

type ApiDeps = ApiPorts & HttpDeps;

/** The operator API on memory adapters. `overrides` replaces ports, e.g. by failing ones. */
export function operatorApi(
  options: { accounts?: readonly Account[]; secretTrials?: SecretTrial[]; overrides?: Partial<ApiDeps> } = {},
) {
  const observability = recordingObservability();
  const sent: OutboundCommand[] = [];
  const events: FleetEvent[] = [];
  const online = new Set<string>();
  const broadcastTasks: BroadcastTask[] = [];
  const lane = recordingDirectoryQueue();
  const { gateway, calls } = recordingGateway();
  let now = NOON;
  const ids = Array.from({ length: 1000 }, (_, index) => `id-${String(999 - index).padStart(3, "0")}`);
  const journal = createMemoryJournal();
  const outbound = memoryOutboundPorts(sent);
  const deps: ApiDeps = {
    ...observability,
    accounts: createMemoryAccounts(options.accounts),
    settings: createMemorySettings(),
    clock: { now: () => now, sleep: async () => undefined },
    newId: () => ids.pop() ?? "no more ids",
    version: "7",
    ...memoryAccountPorts({ online, events }),
    ...memoryAiPorts(),
    ...memoryAlertPorts(),
    ...memoryBroadcastPorts(outbound.ledger, broadcastTasks),
    ...memoryConversationPorts(),
    ...memoryDeadLetterPorts(),
    ...memoryDirectoryPorts(calls, lane.queue),
    ...memoryComponentPorts(),
    ...memoryGatewayPorts(calls),
    ...memoryIdentityPorts(),
    ...memoryLoginPorts(),
    ...memoryMediaPorts(),
    ...memoryOfficialPorts(options.secretTrials),
    ...memoryOperatorPorts(),
    ...outbound,
    ...memoryPayPorts(),
    ...memoryProfilePorts(),
    ...memoryRoutingPorts(),
    ...memoryRulePorts(journal.history),
    ...memoryWeixinPorts(),
    ...options.overrides,
  };
  const handler = createHandler({ ...deps, first: deps, table: async () => createRouteTable(deps) });

  async function call(method: string, path: string, request: Request = {}): Promise<Answer> {
    const { body } = request;
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const event = anHttpEvent(method, path, body === undefined ? {} : { body: text });
    const claims = request.claims ?? (request.as ? aToken(request.as) : undefined);
    const result = await handler(
      {
        ...event,
        ...(request.query ? { queryStringParameters: request.query } : {}),
        requestContext: {
          ...event.requestContext,
          ...(claims ? { authorizer: { jwt: { claims, scopes: null } } } : {}),
        },
      },
      aLambdaContext(),
    );
    return {
      status: result.statusCode,
      headers: result.headers ?? {},
      body: bodySchema.parse(JSON.parse(result.body ?? "")),
    };
  }

  function advance(ms: number): void {
    now += ms;
  }

  return { call, deps, journal, broadcastTasks, observability, sent, events, online, advance, lane, gateway };
}

/** The claims of an operator's access token, as API Gateway renders them. */
export function aToken(role: string): Record<string, string> {
  return { sub: `the-${role}`, token_use: "access", "cognito:groups": `[${role}]` };
}
