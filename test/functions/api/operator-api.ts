import * as z from "zod";
import { createHandler } from "../../../functions/api/handler.ts";
import { createWholeApi, type WholePorts } from "../../../functions/api/whole-api.ts";
import { parseLossless, stringifyLossless } from "../../../local/lossless-json.ts";
import { createMemoryAccounts } from "../../../shared/accounts/adapters/memory-accounts.ts";
import type { Account } from "../../../shared/accounts/domain/account.ts";
import type { CallOptions } from "../../../shared/adapters/wechat-api/call-endpoint.ts";
import { createContactBook } from "../../../shared/adapters/wechat-api/contact-book.ts";
import { createGroupBook } from "../../../shared/adapters/wechat-api/group-book.ts";
import { createLabelBook } from "../../../shared/adapters/wechat-api/label-book.ts";
import { createMemberBook } from "../../../shared/adapters/wechat-api/member-book.ts";
import { createPassThrough } from "../../../shared/adapters/wechat-api/pass-through.ts";
import { createMemoryAiBudgets } from "../../../shared/ai/adapters/memory-budgets.ts";
import { createMemoryAiSettings } from "../../../shared/ai/adapters/memory-settings.ts";
import { createMemoryAlertStore } from "../../../shared/alerts/adapters/memory-store.ts";
import { createMemoryBroadcasts } from "../../../shared/broadcasts/adapters/memory-broadcasts.ts";
import { createMemoryOptOuts } from "../../../shared/broadcasts/adapters/memory-opt-outs.ts";
import { createMemoryRunLedger } from "../../../shared/broadcasts/adapters/memory-run-ledger.ts";
import { createMemoryRunProgress } from "../../../shared/broadcasts/adapters/memory-run-progress.ts";
import { createMemoryBroadcastRuns } from "../../../shared/broadcasts/adapters/memory-runs.ts";
import type { BroadcastTask } from "../../../shared/broadcasts/domain/request.ts";
import { createMemoryConversations } from "../../../shared/conversations/adapters/memory-conversations.ts";
import { createMemoryJournal } from "../../../shared/decisions/adapters/memory-journal.ts";
import { createMemoryDirectory } from "../../../shared/directory/adapters/memory-directory.ts";
import { createMemoryBodyStore } from "../../../shared/inbound/adapters/memory-body-store.ts";
import type { FleetEvent } from "../../../shared/kernel/application/ports/events.ts";
import type { HttpDeps } from "../../../shared/lambda/http.ts";
import { createMemoryLogins } from "../../../shared/logins/adapters/memory-logins.ts";
import { createMemoryNewDevices } from "../../../shared/logins/adapters/memory-new-devices.ts";
import { createMemoryMediaStore } from "../../../shared/media/adapters/memory-store.ts";
import { createMemoryAuditTrail } from "../../../shared/operators/adapters/memory-audit-trail.ts";
import { createMemorySettings } from "../../../shared/operators/adapters/memory-settings.ts";
import { createMemoryLedger } from "../../../shared/outbound/adapters/memory-ledger.ts";
import { createMemoryParking } from "../../../shared/outbound/adapters/memory-parking.ts";
import type { OutboundCommand } from "../../../shared/outbound/domain/command.ts";
import { createMemoryProfiles } from "../../../shared/profiles/adapters/memory-profiles.ts";
import { createMemoryRoutingTables } from "../../../shared/routing/adapters/memory-tables.ts";
import { createMemoryRuleDrafts } from "../../../shared/rules/adapters/memory-drafts.ts";
import { createMemoryRules } from "../../../shared/rules/adapters/memory-rules.ts";
import { recordingDirectoryQueue } from "../../support/a-directory.ts";
import { aLoginGateway } from "../../support/a-login-gateway.ts";
import { NOON } from "../../support/builders.ts";
import { aLambdaContext, anHttpEvent } from "../../support/lambda-events.ts";
import { recordingObservability } from "../../support/recording-observability.ts";
import { recordingAccountTasks, recordingBeats } from "../../support/recording-ports.ts";

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

type ApiDeps = WholePorts & HttpDeps;

/** The operator API on memory adapters. `overrides` replaces ports, e.g. by failing ones. */
export function operatorApi(options: { accounts?: readonly Account[]; overrides?: Partial<ApiDeps> } = {}) {
  const observability = recordingObservability();
  const sent: OutboundCommand[] = [];
  const events: FleetEvent[] = [];
  const online = new Set<string>();
  const lane = recordingDirectoryQueue();
  /** What the gateway was asked, and what it answers: success unless a test says otherwise. */
  const gateway = { asked: [] as { path: string; body: unknown }[], answer: { ret: 200, msg: "操作成功" } as object };
  const calls: CallOptions = {
    credentials: async () => ({ baseUrl: "https://gateway.example.com", token: "the-token" }),
    postJson: async (url, _headers, body) => {
      gateway.asked.push({ path: url.pathname, body: parseLossless(body) });
      return { type: "answer", status: 200, text: stringifyLossless(gateway.answer) };
    },
    timeoutMs: 1000,
  };
  let now = NOON;
  const ids = Array.from({ length: 1000 }, (_, index) => `id-${String(999 - index).padStart(3, "0")}`);
  const journal = createMemoryJournal();
  const ledger = createMemoryLedger();
  const broadcastTasks: BroadcastTask[] = [];
  const deps: ApiDeps = {
    ...observability,
    accounts: createMemoryAccounts(options.accounts),
    rules: createMemoryRules(),
    ruleDrafts: createMemoryRuleDrafts(),
    history: journal.history,
    bodies: createMemoryBodyStore(),
    settings: createMemorySettings(),
    aiSettings: createMemoryAiSettings(),
    aiBudgets: createMemoryAiBudgets(),
    routing: createMemoryRoutingTables(),
    webhookCredentials: async () => ({ key: "the-key-of-all-webhooks", trustedOrigins: ["http://10.0.0.5:8080"] }),
    routingQueues: ["arn:aws:sqs:eu-central-1:123456789012:crm.fifo"],
    ledger,
    runLedger: createMemoryRunLedger(ledger),
    broadcasts: createMemoryBroadcasts(),
    broadcastRuns: createMemoryBroadcastRuns(),
    runProgress: createMemoryRunProgress(),
    optOuts: createMemoryOptOuts(),
    broadcastTasks: { add: async (added) => void broadcastTasks.push(...added.map(({ task }) => task)) },
    audit: createMemoryAuditTrail(),
    alerts: createMemoryAlertStore(),
    alertChannels: async () => [],
    outbound: {
      async send(commands) {
        sent.push(...commands);
        return new Set();
      },
    },
    connections: {
      checkOnline: async (appId) => (online.has(appId) ? "online" : "offline"),
      reconnect: async () => undefined,
    },
    conversations: createMemoryConversations(),
    directory: createMemoryDirectory(),
    directoryQueue: lane.queue,
    contactBook: createContactBook(calls),
    groupBook: createGroupBook(calls),
    memberBook: createMemberBook(calls),
    labelBook: createLabelBook(calls),
    gatewayEndpoints: createPassThrough(calls),
    loginGateway: aLoginGateway(),
    logins: createMemoryLogins(),
    newDevices: createMemoryNewDevices(),
    tasks: recordingAccountTasks(),
    beats: recordingBeats(),
    parking: createMemoryParking(),
    profiles: createMemoryProfiles(),
    changeVisibility: { live: async () => 0, bulk: async () => 0 },
    mediaSource: { locate: async () => "https://cdn.example.com/1" },
    media: createMemoryMediaStore(),
    fetchFile: async () => ({ body: Buffer.from("GIF89a…"), contentType: undefined }),
    events: {
      async publish(published) {
        events.push(...published);
      },
    },
    clock: { now: () => now, sleep: async () => undefined },
    newKey: () => "k".repeat(32),
    publicUrl: "https://fleet.example.com",
    newId: () => ids.pop() ?? "no more ids",
    version: "7",
    ...options.overrides,
  };
  const handler = createHandler({ ...deps, whole: async () => createWholeApi(deps) });

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
