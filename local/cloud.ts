import { existsSync, writeFileSync } from "node:fs";
import { startDynamoEngine } from "./aws/dynamodb/engine.ts";
import { ensureTables } from "./aws/dynamodb/tables.ts";
import { countRequests } from "./aws/request-counts.ts";
import { createS3Store } from "./aws/s3/store.ts";
import { createSecretsService } from "./aws/secrets/service.ts";
import { type AwsServer, startAwsServer } from "./aws/server.ts";
import { createLocalClock, type LocalClock } from "./clock.ts";
import { registerDemoFleet } from "./demo/fleet.ts";
import { createEventBus } from "./events/bus.ts";
import { createControl } from "./http/control.ts";
import { startGateway } from "./http/gateway.ts";
import { createTokenAuthority } from "./http/token-authority.ts";
import { createEventDelivery } from "./lambda/event-delivery.ts";
import { startEsmPoller } from "./lambda/event-sources/poller.ts";
import { createFunctionFleet } from "./lambda/fleet.ts";
import { createMetricsStore } from "./lambda/output/metrics-store.ts";
import { claimPort } from "./ports.ts";
import { bundleProcesses } from "./processes/bundles.ts";
import { createReaper } from "./processes/reaper.ts";
import { startSimulatorProcess } from "./processes/simulator.ts";
import { openDataDir } from "./setup/data-dir.ts";
import { createQueues } from "./setup/queues.ts";
import { seedSecrets } from "./setup/secret-seeds.ts";
import { createSnsService } from "./sns/service.ts";
import { createTopics } from "./sns/topics.ts";
import { createSqsService } from "./sqs/api/service.ts";
import { createSqsEngine } from "./sqs/engine.ts";
import { ACCOUNT_ID, REGION } from "./template/identity.ts";
import { loadCloudModel } from "./template/load.ts";

export type CloudOptions = {
  readonly dataDir: string;
  /** The synthesized app. */
  readonly cdkOutDir: string;
  /** 0 picks a free port, for each of the three. */
  readonly port: number;
  readonly simPort: number;
  readonly awsPort: number;
  /** Empties the data folder first. */
  readonly reset?: boolean;
  /** Most processes of one function; 2 unless given. */
  readonly concurrency?: number;
  /** Registers the demo fleet if the data folder has none yet. */
  readonly demoFleet?: boolean;
};

export type Cloud = {
  readonly url: string;
  readonly simulatorUrl: string;
  readonly awsUrl: string;
  readonly dynamodbUrl: string;
  readonly clock: LocalClock;
  /** Messages that an earlier run left in flight, and the longest time until they are visible again. */
  readonly leftInFlight: { readonly messages: number; readonly seconds: number };
  /** An operator's JWT. */
  token(role: "admin" | "operator" | "viewer"): string;
  callbackKey(): Promise<string>;
  /** Lets running invocations end within some seconds, then ends everything that was started. */
  stop(): Promise<void>;
};

const DEFAULT_CONCURRENCY = 2;
const STOP_GRACE_MS = 4_000;

/**
 * Starts the embedded cloud: exactly what the synthesized template says, on this machine.
 * Throws `LocalError` or `TemplateError`, with nothing left running, when it cannot.
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const started = new AsyncDisposableStack();
  try {
    return await startAll(options, started);
  } catch (error) {
    await started.disposeAsync();
    throw error;
  }
}

/** Starts one thing after the other; `started` ends them in the opposite order. */
async function startAll(options: CloudOptions, started: AsyncDisposableStack): Promise<Cloud> {
  const dir = openDataDir(options.dataDir, { reset: options.reset ?? false });
  started.defer(() => dir.unlock());
  const [port, simPort, awsPort] = await Promise.all([
    claimPort(options.port, "PORT"),
    claimPort(options.simPort, "SIM_PORT"),
    claimPort(options.awsPort, "AWS_PORT"),
  ]);
  const awsUrl = `http://127.0.0.1:${awsPort}`;
  const clock = createLocalClock(dir.clock);
  const reaper = createReaper();
  started.defer(() => reaper.close());

  const model = loadCloudModel(options.cdkOutDir, {
    sqsBaseUrl: awsUrl,
    apiBaseUrl: `http://127.0.0.1:${port}`,
  });
  const secretsService = createSecretsService({ path: dir.secrets, clock });
  const secrets = seedSecrets(secretsService, model);
  const callbackUrl = `http://127.0.0.1:${port}/callbacks/wechatapi/${await secrets.callbackKey()}`;
  const officialUrl = `http://127.0.0.1:${port}/callbacks/official-account`;
  await secrets.useSimulator(simPort);

  const keep = <T extends { stop(): Promise<void> }>(one: T): T => {
    started.defer(() => one.stop());
    return one;
  };
  const bundling = bundleProcesses(dir.run);
  const starting = [
    startDynamoEngine({ dataDir: dir.dynamodb, clock }).then(keep),
    bundling
      .then(({ simulator }) =>
        startSimulatorProcess({
          script: simulator,
          port: simPort,
          dataDir: dir.simulator,
          callbackUrl,
          officialUrl,
          clock,
          reaper,
        }),
      )
      .then(keep),
  ] as const;
  // If one fails, the other has to be there to be stopped.
  await Promise.allSettled(starting);
  const [dynamodb, simulator] = await Promise.all(starting);
  const bundles = await bundling;
  await ensureTables(
    dynamodb.endpoint,
    model.tables.map(({ properties }) => properties),
  );

  const engine = createSqsEngine({ path: dir.queues, clock });
  started.defer(() => engine.close());
  const leftInFlight = createQueues(engine, model);
  const topics = createTopics({ arns: model.topics.map(({ arn }) => arn), clock, path: dir.topics });
  started.defer(() => topics.close());
  const s3 = createS3Store({ dir: dir.bodies, clock });
  started.defer(() => s3.close());
  for (const { name } of model.buckets) s3.ensureBucket(name);

  // What works stops side by side, and what it works on only after that.
  const work: (() => Promise<void>)[] = [];
  let awsServer: AwsServer | undefined;
  started.defer(async () => {
    await Promise.all(work.map((stop) => stop()));
    await awsServer?.close();
  });
  const metrics = createMetricsStore();
  const functions = createFunctionFleet({
    models: model.functions,
    endpoints: { aws: awsUrl, dynamodb: dynamodb.endpoint },
    runnerPath: bundles.functionRunner,
    clock,
    metrics,
    reaper,
    logDir: dir.logs,
    concurrency: options.concurrency ?? DEFAULT_CONCURRENCY,
  });
  work.push(() => functions.stop(STOP_GRACE_MS));
  const bus = createEventBus({
    rules: model.rules,
    buses: model.buses.map(({ name }) => name),
    ...createEventDelivery({ functions, queues: model.queues, engine }),
    clock,
    path: dir.events,
  });
  work.push(() => bus.stop());
  const counts = { sqs: {}, events: {}, secrets: {} };
  awsServer = await startAwsServer({
    port: awsPort,
    services: [
      countRequests(createSqsService(engine, { accountId: ACCOUNT_ID, region: REGION, baseUrl: awsUrl }), counts.sqs),
      countRequests(secretsService, counts.secrets),
      countRequests(bus, counts.events),
    ],
    queryServices: [createSnsService(topics)],
    s3,
    dynamodbEndpoint: dynamodb.endpoint,
  });
  const pollers = model.eventSources.map((source) =>
    startEsmPoller({ source, engine, pool: functions.pool(source.functionName) }),
  );
  work.push(...pollers.map((poller) => () => poller.stop()));
  const tokens = createTokenAuthority({ keyPath: dir.tokenKey, clock });
  const authorizer = model.httpApi?.routes.find((route) => route.authorizer)?.authorizer;
  const since = new Date().toISOString();
  const gateway = await startGateway({
    port,
    api: model.httpApi,
    clock,
    tokens,
    invoke: functions.invoke,
    control: createControl({
      clock,
      tokens,
      authorizer,
      callbackKey: secrets.callbackKey,
      metrics: () => ({ since, metrics: metrics.list() }),
      usage: () => ({
        since,
        functions: functions.usage(),
        requests: counts,
        rules: bus.deliveries(),
        pollers: pollers.map((one) => one.usage()),
      }),
      published: (after) => topics.published(after),
      functions: () => ({ functions: functions.status() }),
    }),
  });
  work.push(() => gateway.close(STOP_GRACE_MS));

  const token = (role: string): string => {
    if (!authorizer) throw new Error("no route of the template asks for a token");
    return tokens.issue(role, authorizer);
  };
  if (options.demoFleet && !existsSync(dir.demoFleet)) {
    await registerDemoFleet({ url: gateway.url, token: token("admin") });
    writeFileSync(dir.demoFleet, `${since}\n`);
  }

  let stopped: Promise<void> | undefined;
  return {
    url: gateway.url,
    simulatorUrl: `http://127.0.0.1:${simulator.port}`,
    awsUrl,
    dynamodbUrl: dynamodb.endpoint,
    clock,
    leftInFlight,
    token,
    callbackKey: secrets.callbackKey,
    stop() {
      stopped ??= started.disposeAsync();
      return stopped;
    },
  };
}
