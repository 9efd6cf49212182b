import { type DynamoGate, startDynamoGate } from "../aws/dynamodb/gate/gate.ts";
import { createDynamoMeter, type DynamoMeter } from "../aws/dynamodb/gate/meter.ts";
import { createKmsService } from "../aws/kms/service.ts";
import { countRequests } from "../aws/request-counts.ts";
import { type AwsServer, startAwsServer } from "../aws/server.ts";
import type { AwsService } from "../aws/service.ts";
import { createRequestBill, type RequestBill } from "../billing/billed-requests.ts";
import { createEventBus, type EventBus } from "../events/bus.ts";
import { type Admission, createAdmission } from "../iam/admission.ts";
import { type CallCounts, countCalls } from "../iam/call-counts.ts";
import { createGuard, type Guard } from "../iam/guard.ts";
import { checkWiring } from "../iam/wiring.ts";
import { createEventDelivery } from "../lambda/event-delivery.ts";
import { type EsmPoller, startEsmPoller } from "../lambda/event-sources/poller.ts";
import { createFunctionFleet, type FunctionFleet } from "../lambda/fleet.ts";
import { createMetricsStore, type MetricsStore } from "../lambda/output/metrics-store.ts";
import { routeOfScheduler } from "../scheduler/routes.ts";
import { createSchedulerService, type SchedulerService } from "../scheduler/service.ts";
import { createSnsService } from "../sns/service.ts";
import { createSqsService } from "../sqs/api/service.ts";
import { ACCOUNT_ID, REGION } from "../template/identity.ts";
import type { Engines } from "./engines.ts";
import type { Ground } from "./ground.ts";
import type { Stores } from "./stores.ts";

export type Parts = Ground & Engines & Stores;

/** Milliseconds that running invocations and requests get to end. */
export const STOP_GRACE_MS = 4_000;

/** The functions of the template, what feeds them, and the AWS endpoint that they call. */
export type Services = {
  readonly functions: FunctionFleet;
  readonly bus: EventBus;
  readonly pollers: readonly EsmPoller[];
  readonly metrics: MetricsStore;
  /** What functions may do. */
  readonly guard: Guard;
  /** Requests to the AWS endpoint, by service and action. */
  readonly requests: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Calls of each function to the AWS endpoint, by service and action. */
  calls(): Readonly<Record<string, CallCounts>>;
  /** What functions use of the tables. */
  readonly tables: Pick<DynamoMeter, "usage" | "shares">;
  readonly bill: RequestBill;
  /** Takes one more thing that stops beside the functions, before the AWS endpoint and the stores are closed. */
  atStop(stop: () => Promise<void>): void;
};

/** How the processes of functions run. */
export type ProcessOptions = {
  /** Most processes of one function. */
  readonly concurrency: number;
  /** Most invocations that one process carries out at once, where its code allows it. */
  readonly perProcess: number;
  /** Whether functions have only their share of a core. */
  readonly paced: boolean;
};

export async function startServices(
  parts: Parts,
  processes: ProcessOptions,
  started: AsyncDisposableStack,
): Promise<Services> {
  const { model, clock, dir, queues } = parts;
  let endpoint: AwsServer | undefined;
  started.defer(async () => endpoint?.close());
  const atStop = stopSideBySide(started);
  const metrics = createMetricsStore();
  checkWiring(model);
  const guard = createGuard(model.functions, (line) => console.error(line));
  const counted = countCalls(createAdmission(guard, model, parts.chances.throttles), model.functions);
  const { admission } = counted;
  const meter = createDynamoMeter(counted.functionOf);
  const bill = createRequestBill();
  const gate = await startDynamoGate({ engine: parts.dynamodb.endpoint, refuse: admission.dynamodb, meter });
  started.defer(() => gate.close());
  const functions = createFunctionFleet({
    models: model.functions,
    endpoints: { aws: parts.awsUrl, dynamodb: gate.endpoint },
    runnerPath: parts.functionRunner,
    clock,
    metrics,
    reaper: parts.reaper,
    logDir: dir.logs,
    ...processes,
  });
  atStop(() => functions.stop(STOP_GRACE_MS));
  const bus = createEventBus({
    rules: model.rules,
    buses: model.buses.map(({ name }) => name),
    ...createEventDelivery({ functions, queues: model.queues, engine: queues }),
    clock,
    strays: parts.chances.strays,
    path: dir.events,
    durability: parts.durability,
  });
  atStop(() => bus.stop());
  const requests = { sqs: {}, events: {}, scheduler: {}, secrets: {}, kms: {} };
  const sqs = createSqsService(queues, { accountId: ACCOUNT_ID, region: REGION, baseUrl: parts.awsUrl });
  const scheduler = startSchedules(parts, { AmazonSQS: bill.sqs(sqs), AWSEvents: bill.events(bus) });
  atStop(() => scheduler.stop());
  endpoint = await startEndpoint(parts, { bus, sqs, scheduler, gate, admission, bill }, requests);
  const pollers = model.eventSources.map((source) =>
    startEsmPoller({ source, engine: queues, pool: functions.pool(source.functionName) }),
  );
  for (const poller of pollers) atStop(() => poller.stop());
  const { counts: calls } = counted;
  return { functions, bus, pollers, metrics, guard, requests, calls, tables: meter, bill, atStop };
}

function stopSideBySide(started: AsyncDisposableStack): Services["atStop"] {
  const stops: (() => Promise<void>)[] = [];
  started.defer(async () => {
    await Promise.all(stops.map((stop) => stop()));
  });
  return (stop) => void stops.push(stop);
}

function startSchedules(
  { clock, queues, awsUrl, model, dir, durability }: Parts,
  services: Parameters<typeof createSchedulerService>[0]["services"],
): SchedulerService {
  const { roles } = model;
  const path = dir.schedules;
  return createSchedulerService({ clock, services, queues, queuesUrl: awsUrl, roles, path, durability });
}

type Answering = {
  readonly bus: EventBus;
  readonly sqs: AwsService;
  readonly scheduler: SchedulerService;
  readonly gate: DynamoGate;
  readonly admission: Admission;
  readonly bill: RequestBill;
};

function startEndpoint(
  parts: Parts,
  { bus, sqs, scheduler, gate, admission, bill }: Answering,
  requests: Record<"sqs" | "events" | "scheduler" | "secrets" | "kms", Record<string, number>>,
): Promise<AwsServer> {
  const kms = createKmsService({ path: parts.dir.keys, clock: parts.clock, keys: parts.model.keys });
  return startAwsServer({
    port: parts.ports.aws,
    services: [
      countRequests(bill.sqs(sqs), requests.sqs),
      countRequests(parts.secretsService, requests.secrets),
      countRequests(kms, requests.kms),
      countRequests(bill.events(bus), requests.events),
    ],
    queryServices: [createSnsService(parts.topics)],
    restServices: {
      scheduler: { service: countRequests(scheduler, requests.scheduler), route: routeOfScheduler },
    },
    s3: parts.s3,
    dynamodbEndpoint: gate.endpoint,
    admission,
  });
}
