import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { createHandler as accountWorker } from "../../functions/account-worker/handler.ts";
import { createHandler as ai } from "../../functions/ai/handler.ts";
import { createHandler as broadcast } from "../../functions/broadcast/handler.ts";
import { createHandler as callback } from "../../functions/callback/handler.ts";
import { createHandler as componentCallback } from "../../functions/component-callback/handler.ts";
import { createHandler as componentWorker } from "../../functions/component-worker/handler.ts";
import { createHandler as consumer } from "../../functions/consumer/handler.ts";
import { createHandler as deadLetters } from "../../functions/dead-letters/handler.ts";
import { createHandler as delivery } from "../../functions/delivery/handler.ts";
import { createHandler as directory } from "../../functions/directory/handler.ts";
import { createHandler as heartbeat } from "../../functions/heartbeat/handler.ts";
import { createHandler as heartbeatPlanner } from "../../functions/heartbeat-planner/handler.ts";
import { createHandler as jssdk } from "../../functions/jssdk/handler.ts";
import { createHandler as ledgerSweep } from "../../functions/ledger-sweep/handler.ts";
import { createHandler as loginPage } from "../../functions/login-page/handler.ts";
import { createHandler as miniLogin } from "../../functions/mini-login/handler.ts";
import { createHandler as notifier } from "../../functions/notifier/handler.ts";
import { createHandler as oauth } from "../../functions/oauth/handler.ts";
import { createHandler as officialCallback } from "../../functions/official-callback/handler.ts";
import { createHandler as payCallback } from "../../functions/pay-callback/handler.ts";
import { createHandler as payWorker } from "../../functions/pay-worker/handler.ts";
import { createHandler as poller } from "../../functions/poller/handler.ts";
import { createHandler as sender } from "../../functions/sender/handler.ts";
import { createHandler as spoolDrain } from "../../functions/spool-drain/handler.ts";
import { AppError } from "../../shared/kernel/domain/errors.ts";
import type { HttpLambda } from "../../shared/lambda/http.ts";
import type { FifoLane } from "../../shared/lambda/lane.ts";
import type { Observability } from "../../shared/lambda/observability.ts";
import { createCarryOutDeliveries } from "../../shared/routing/application/carry-out-deliveries.ts";
import { aDelivery } from "./a-delivery.ts";
import { aBusEvent } from "./alerts.ts";
import { anAiTask } from "./an-ai.ts";
import { aCommand, anEnvelope, NOON } from "./builders.ts";

/** What every port answers that a function calls here. */
export const CAUSE = "the table is away";

const fails = (): Promise<never> => Promise.reject(new AppError("unavailable", CAUSE, { retryable: true }));
const now = () => NOON;

/** How the work in a FIFO lane goes: `works` does it, or fails. */
type Work = (id: string) => Promise<void>;

type BehindLane = {
  /** The body of the `n`-th message. */
  readonly body: (n: number) => object;
  readonly handler: (
    deps: Observability & { readonly lane: FifoLane },
    work: Work,
  ) => (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;
};

const failureOf = (work: Promise<void>) =>
  work.then(
    () => undefined,
    (error: Error) => error,
  );

/** Functions behind FIFO lanes, by the name of their service. */
export const IN_ORDER: Readonly<Record<string, BehindLane>> = {
  consumer: {
    body: (n) => anEnvelope({ id: `e${n}`, dedupKey: `k${n}` }),
    handler: (deps, work) =>
      consumer({ ...deps, consume: (batch) => Promise.all(batch.map(({ id }) => failureOf(work(id)))) }),
  },
  ai: {
    body: (n) => anAiTask({ id: `ai_${String(n).padStart(32, "0")}` }),
    handler: (deps, work) => ai({ ...deps, answer: ({ id }) => work(id) }),
  },
  delivery: {
    body: (n) => aDelivery({ id: `dlv_${n}` }),
    handler: (deps, work) =>
      delivery({
        ...deps,
        now,
        carryOut: createCarryOutDeliveries({
          now,
          carryOut: async ({ routed }) => {
            await work(routed.id);
            return { done: true };
          },
        }),
        changeVisibility: async () => 0,
      }),
  },
  sender: {
    body: (n) => aCommand({ id: `cmd_${n}` }),
    handler: (deps, work) =>
      sender({
        ...deps,
        now,
        park: async () => undefined,
        send: (batch) =>
          Promise.all(
            batch.map(async ({ command }) => {
              const failure = await failureOf(work(command.id));
              return failure ? { done: false, delaySeconds: 10, parked: false, failure } : { done: true };
            }),
          ),
      }),
  },
};

/** Functions behind standard lanes. */
export const IN_ANY_ORDER: Readonly<Record<string, BehindLane>> = {
  "account-worker": {
    body: () => ({ type: "check", appId: "wx_app_1", by: "check-failed" }),
    handler: (deps) => accountWorker({ ...deps, work: fails }),
  },
  broadcast: {
    body: () => ({ type: "run", runId: "run_1" }),
    handler: (deps) => broadcast({ ...deps, work: fails, take: fails }),
  },
  "component-worker": {
    body: () => ({ type: "sweep" }),
    handler: (deps) => componentWorker({ ...deps, work: fails }),
  },
  directory: {
    body: () => ({ type: "sync-account", appId: "wx_app_1", request: "event-1" }),
    handler: (deps) => directory({ ...deps, run: fails }),
  },
  heartbeat: {
    body: () => ({ appIds: ["wx_app_1"], dueAt: 7 }),
    handler: (deps) => heartbeat({ ...deps, beat: fails }),
  },
  notifier: {
    body: () => aBusEvent("SpoolOpened", { shard: 1 }),
    handler: (deps) => notifier({ ...deps, record: fails, flushAlerts: fails }),
  },
};

/** Functions that rules start, each with the event that starts it. */
export const SCHEDULED = {
  "dead-letters": { handler: (deps) => deadLetters({ ...deps, now, drain: fails, watch: async () => undefined }) },
  "heartbeat-planner": { handler: (deps) => heartbeatPlanner({ ...deps, plan: fails }) },
  "ledger-sweep": { handler: (deps) => ledgerSweep({ ...deps, now, sweep: fails }) },
  "pay-worker": { handler: (deps) => payWorker({ ...deps, now, poll: fails }) },
  poller: { event: { index: 0, of: 1 }, handler: (deps) => poller({ ...deps, now, poll: fails }) },
  "spool-drain": { handler: (deps) => spoolDrain({ ...deps, now, drain: fails }) },
} satisfies Readonly<
  Record<string, { event?: object; handler: (deps: Observability) => ReturnType<typeof ledgerSweep> }>
>;

/** Functions that answer requests. The API's own use cases are tried by its tests. */
export const HTTP: Readonly<Record<string, (deps: Observability) => HttpLambda>> = {
  callback: (deps) => callback({ ...deps, now, keys: fails, read: () => ({ type: "probe" }), receive: fails }),
  "component-callback": (deps) => componentCallback({ ...deps, open: fails, receive: fails, takeReturn: fails }),
  "official-callback": (deps) => officialCallback({ ...deps, echo: fails, open: fails, receive: fails, answer: fails }),
  "pay-callback"(deps) {
    return payCallback({ ...deps, open: fails, take: fails });
  },
  jssdk(deps) {
    const handler = jssdk({ ...deps, accessOf: fails, sign: fails });
    const asked = { pathParameters: { appId: "wx_a" }, queryStringParameters: { url: "https://shop.example/" } };
    return (event, context) => handler({ ...event, ...asked }, context);
  },
  "mini-login"(deps) {
    const ports = { logIn: fails, openidOf: fails, readData: fails, readPhone: fails, checkContent: fails };
    const handler = miniLogin({ ...deps, ...ports });
    const asked = { routeKey: "POST /mini/{appId}/login", pathParameters: { appId: "wx_a" }, body: '{"code":"c"}' };
    return (event, context) => handler({ ...event, ...asked }, context);
  },
  "login-page": (deps) => loginPage({ ...deps, now, logins: { get: fails } }),
  oauth(deps) {
    const fleet = { newRandomId: () => "browser", publicUrl: "https://fleet.example" };
    const handler = oauth({ ...deps, signIn: { ...fleet, start: fails, finish: fails } });
    const start = {
      routeKey: "GET /oauth/{appId}/start",
      pathParameters: { appId: "wx_a" },
      queryStringParameters: { redirect: "https://shop.example/" },
    };
    return (event, context) => handler({ ...event, ...start }, context);
  },
};

export const failing: Work = fails;
