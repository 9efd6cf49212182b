import { readdirSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { directoryTaskSchema } from "../../shared/directory/domain/task.ts";
import { ENV, TIMEOUTS } from "../../shared/names.ts";
import { type Synthesized, synthesize } from "./synthesize.ts";

/** The variables that functions behind lanes read in a composition root that they share. */
function behindLane(source: string): readonly string[] {
  const files = ["connect-lane", ...(source.includes("/connect-fifo-lane.ts") ? ["connect-fifo-lane"] : [])];
  if (!/\/connect-(fifo-)?lane\.ts/.test(source)) return [];
  return files.flatMap((file) => {
    const shared = readFileSync(resolve(import.meta.dirname, `../../shared/lambda/${file}.ts`), "utf8");
    return [...shared.matchAll(/\bENV\.(\w+)/g)].map(([, key = ""]) => key);
  });
}

/** The files, and the shared compositions that they import, also by each other. */
function withCompositions(files: readonly string[]): readonly string[] {
  const all = new Set(files);
  for (const file of all) {
    for (const [, path = ""] of readFileSync(file, "utf8").matchAll(/(?:from |import\()"(\.[^"]+)"/g)) {
      const imported = resolve(dirname(file), path);
      if (imported.includes("/shared/composition/")) all.add(imported);
    }
  }
  return [...all];
}

/** What mini programs ask for people. */
const MINI = ["login", "data", "phone", "check"].map((task) => `POST /mini/{appId}/${task}`);

/** Variables that every function is given, whatever it does. */
const OF_EVERY_FUNCTION: ReadonlySet<string> = new Set(["LOG_LEVEL", "POWERTOOLS_SERVICE_NAME"]);

/** What pages of allowed origins ask about people's sessions. */
const SESSION_ROUTES = [
  "GET /oauth/{appId}/session",
  "DELETE /oauth/{appId}/session",
  "OPTIONS /oauth/{appId}/session",
  "POST /oauth/{appId}/session/refresh",
  "OPTIONS /oauth/{appId}/session/refresh",
  "GET /oauth/{appId}/profile",
  "OPTIONS /oauth/{appId}/profile",
  "POST /oauth/{appId}/token",
  "OPTIONS /oauth/{appId}/token",
];

describe("the stateless stack", () => {
  let fleet: Synthesized;

  beforeAll(() => {
    fleet = synthesize();
  });

  const properties = (id: string) => Object(fleet.resources[id]?.Properties);

  const all = (type: string) => Object.entries(fleet.stateless.findResources(type));

  it.each([
    ["Callback", "callback", TIMEOUTS.callback],
    ["OfficialCallback", "official-callback", TIMEOUTS.officialCallback],
    ["ComponentCallback", "component-callback", TIMEOUTS.componentCallback],
    ["ComponentWorker", "component-worker", TIMEOUTS.componentWorker],
    ["PayCallback", "pay-callback", TIMEOUTS.payCallback],
    ["OAuth", "oauth", TIMEOUTS.oauth],
    ["PayWorker", "pay-worker", TIMEOUTS.payWorker],
    ["Consumer", "consumer", TIMEOUTS.consumer, 1024],
    ["Ai", "ai", TIMEOUTS.ai],
    ["Sender", "sender", TIMEOUTS.sender],
    ["BulkSender", "sender", TIMEOUTS.sender],
    ["Directory", "directory", TIMEOUTS.directory],
    ["Broadcast", "broadcast", TIMEOUTS.broadcast],
    ["Api", "api", TIMEOUTS.api, 1769],
    ["LoginPage", "login-page", TIMEOUTS.loginPage],
    ["Jssdk", "jssdk", TIMEOUTS.jssdk],
    ["MiniLogin", "mini-login", TIMEOUTS.miniLogin],
    ["SpoolDrain", "spool-drain", TIMEOUTS.spoolDrain],
    ["DeadLetterDrain", "dead-letters", TIMEOUTS.deadLetters, 256],
    ["LedgerSweep", "ledger-sweep", TIMEOUTS.ledgerSweep],
    ["Notifier", "notifier", TIMEOUTS.notifier],
  ])(
    "%s runs on nodejs24.x, arm64, with its timeout, memory, name and log group",
    (id, name, timeout, memory = 512) => {
      const fn = properties(`${id}Function`);
      expect(fn).toMatchObject({
        Runtime: "nodejs24.x",
        Architectures: ["arm64"],
        MemorySize: memory,
        Handler: "index.handler",
        Timeout: timeout,
      });
      expect(fn.Environment.Variables).toMatchObject({
        POWERTOOLS_SERVICE_NAME: name,
        LOG_LEVEL: "INFO",
      });
      expect(fleet.readable(fn.LoggingConfig.LogGroup)).toBe(`${id}Logs`);
      expect(fn.LoggingConfig).toMatchObject({
        LogFormat: "JSON",
        SystemLogLevel: "WARN",
        ApplicationLogLevel: "INFO",
      });
      expect(properties(`${id}Logs`).RetentionInDays).toBe(30);
    },
  );

  it.each([
    ["Callback", "callback"],
    ["OfficialCallback", "official-callback"],
    ["Consumer", "consumer"],
    ["Ai", "ai"],
    ["Sender", "sender"],
    ["BulkSender", "sender"],
    ["Directory", "directory"],
    ["Broadcast", "broadcast"],
    ["Api", "api"],
    ["AccountWorker", "account-worker"],
    ["Jssdk", "jssdk"],
    ["MiniLogin", "mini-login"],
    ["LoginPage", "login-page"],
    ["OAuth", "oauth"],
    ["SpoolDrain", "spool-drain"],
    ["DeadLetterDrain", "dead-letters"],
    ["LedgerSweep", "ledger-sweep"],
    ["Notifier", "notifier"],
    ["Delivery", "delivery"],
    ["ComponentCallback", "component-callback"],
    ["ComponentWorker", "component-worker"],
    ["PayCallback", "pay-callback"],
    ["OAuth", "oauth"],
    ["PayWorker", "pay-worker"],
  ])("%s is given the variables that its source reads, and no others", (id, name) => {
    const folder = resolve(import.meta.dirname, `../../functions/${name}`);
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => resolve(folder, file));
    const source = withCompositions(files)
      .map((file) => readFileSync(file, "utf8"))
      .join("\n");
    const read = new Set([...source.matchAll(/\bENV\.(\w+)/g)].map(([, key]) => key));
    for (const key of behindLane(source)) read.add(key);
    const variables = Object.keys(properties(`${id}Function`).Environment.Variables);
    const given = variables.filter((variable) => !OF_EVERY_FUNCTION.has(variable));
    const wanted = Object.entries(ENV).filter(([key]) => read.has(key));
    expect(given.sort()).toEqual(wanted.map(([, variable]) => variable).sort());
  });

  it.each([
    ["Consumer", "InboundLaneQueue", 10],
    ["Sender", "OutboundLiveLaneQueue", 10],
    ["BulkSender", "OutboundBulkLaneQueue", 4],
  ])(
    "%s takes batches of ten from %s, answers with the failed ones, and reserves what it may be asked for",
    (id, queue, concurrency) => {
      const source = properties(`${id}Source`);
      expect(source).toMatchObject({
        BatchSize: 10,
        FunctionResponseTypes: ["ReportBatchItemFailures"],
        ScalingConfig: { MaximumConcurrency: concurrency },
      });
      expect(source.MaximumBatchingWindowInSeconds).toBeUndefined();
      expect(fleet.readable(source.EventSourceArn)).toBe(`${queue}.Arn`);
      expect(fleet.readable(source.FunctionName)).toBe(`${id}Function`);
      expect(properties(`${id}Function`).ReservedConcurrentExecutions).toBe(concurrency);
    },
  );

  it("replies and broadcasts are sent by one code in two functions, each of its own queue", () => {
    const laneOf = (id: string) => properties(`${id}Function`).Environment.Variables.OUTBOUND_LANE;
    expect([laneOf("Sender"), laneOf("BulkSender")]).toEqual(["live", "bulk"]);
    expect(properties("BulkSenderFunction").Code).toEqual(properties("SenderFunction").Code);
    const { resources } = synthesize({ bulkSenderMaximumConcurrency: "7" });
    expect(resources.BulkSenderSource?.Properties.ScalingConfig).toEqual({ MaximumConcurrency: 7 });
    expect(resources.SenderSource?.Properties.ScalingConfig).toEqual({ MaximumConcurrency: 10 });
  });

  it("only callbacks, the health check, a login's page and what people's pages call are open; the API takes operators' JWTs", () => {
    const routes = all("AWS::ApiGatewayV2::Route").map(([, { Properties }]) => [
      Properties.RouteKey,
      Properties.AuthorizationType,
    ]);
    expect(Object.fromEntries(routes)).toEqual({
      "POST /callbacks/wechatapi/{callbackKey}": "NONE",
      "GET /callbacks/official-account/{appId}": "NONE",
      "POST /callbacks/official-account/{appId}": "NONE",
      "GET /callbacks/component/{componentAppId}/authorized": "NONE",
      "POST /callbacks/component/{componentAppId}": "NONE",
      "POST /callbacks/wechat-pay/{mchId}": "NONE",
      "POST /callbacks/component/{componentAppId}/{appId}": "NONE",
      "GET /healthz": "NONE",
      "GET /login/{appId}/{key}": "NONE",
      ...Object.fromEntries([...SESSION_ROUTES, "GET /oauth/jwks.json"].map((route) => [route, "NONE"])),
      "GET /oauth/{appId}/callback": "NONE",
      "GET /oauth/{appId}/start": "NONE",
      "GET /jssdk/{appId}/signature": "NONE",
      "OPTIONS /jssdk/{appId}/signature": "NONE",
      ...Object.fromEntries(MINI.map((route) => [route, "NONE"])),
      ...Object.fromEntries(["GET", "POST", "PUT", "PATCH", "DELETE"].map((verb) => [`${verb} /api/{proxy+}`, "JWT"])),
    });
    const { JwtConfiguration } = properties("HttpApiOperators");
    expect(fleet.readable(JwtConfiguration.Issuer)).toBe("OperatorsPool.ProviderURL");
    expect(JwtConfiguration.Audience.map(fleet.readable)).toEqual(["OperatorsClient"]);
    expect(properties("HttpApi").CorsConfiguration).toBeUndefined();
  });

  it("every public route has a rate of its own, which people's pages and the health check cannot pass", () => {
    const { RouteSettings } = properties("HttpDefaultStage");
    const rate = (ThrottlingRateLimit: number, ThrottlingBurstLimit: number) => ({
      ThrottlingRateLimit,
      ThrottlingBurstLimit,
    });
    expect(RouteSettings).toEqual({
      "POST /callbacks/wechatapi/{callbackKey}": rate(1000, 2000),
      "GET /callbacks/official-account/{appId}": rate(1000, 2000),
      "POST /callbacks/official-account/{appId}": rate(1000, 2000),
      "GET /callbacks/component/{componentAppId}/authorized": rate(20, 40),
      "POST /callbacks/component/{componentAppId}": rate(1000, 2000),
      "POST /callbacks/wechat-pay/{mchId}": rate(1000, 2000),
      "POST /callbacks/component/{componentAppId}/{appId}": rate(1000, 2000),
      "GET /healthz": rate(20, 40),
      "GET /login/{appId}/{key}": rate(20, 40),
      ...Object.fromEntries(SESSION_ROUTES.map((route) => [route, rate(200, 400)])),
      "GET /oauth/jwks.json": rate(20, 40),
      "GET /oauth/{appId}/callback": rate(200, 400),
      "GET /oauth/{appId}/start": rate(200, 400),
      "GET /jssdk/{appId}/signature": rate(200, 400),
      "OPTIONS /jssdk/{appId}/signature": rate(200, 400),
      ...Object.fromEntries(MINI.map((route) => [route, rate(200, 400)])),
    });
    const open = all("AWS::ApiGatewayV2::Route").filter(
      ([, { Properties }]) => Properties.AuthorizationType === "NONE",
    );
    expect(Object.keys(RouteSettings).toSorted()).toEqual(
      open.map(([, { Properties }]) => Properties.RouteKey).toSorted(),
    );
    // API Gateway refuses settings of a route that is not there.
    const { DependsOn } = Object(fleet.resources.HttpDefaultStage);
    for (const [id] of open) expect(DependsOn).toContain(id);
  });

  it("callbacks keep executions that a flood on other routes cannot take", () => {
    for (const id of ["Callback", "ComponentCallback", "OfficialCallback", "PayCallback"]) {
      expect(properties(`${id}Function`).ReservedConcurrentExecutions).toBe(100);
    }
    for (const id of ["Api", "Jssdk", "LoginPage", "MiniLogin", "OAuth"]) {
      expect(properties(`${id}Function`).ReservedConcurrentExecutions).toBeUndefined();
    }
    const { resources } = synthesize({ callbackMaximumConcurrency: "300" });
    expect(resources.CallbackFunction?.Properties.ReservedConcurrentExecutions).toBe(300);
  });

  it("every route and rule leads to a function that it may call", () => {
    const permitted = all("AWS::Lambda::Permission").map(([, { Properties }]) => [
      Properties.Principal,
      fleet.readable(Properties.FunctionName),
      fleet.readable(Properties.SourceArn).replace(/^.*:/, ""),
    ]);
    expect(permitted.sort()).toEqual([
      ["apigateway.amazonaws.com", "ApiFunction.Arn", "HttpApi/*/*/*"],
      ["apigateway.amazonaws.com", "CallbackFunction.Arn", "HttpApi/*/*/*"],
      ["apigateway.amazonaws.com", "ComponentCallbackFunction.Arn", "HttpApi/*/*/*"],
      ["apigateway.amazonaws.com", "JssdkFunction.Arn", "HttpApi/*/*/*"],
      ["apigateway.amazonaws.com", "LoginPageFunction.Arn", "HttpApi/*/*/*"],
      ["apigateway.amazonaws.com", "MiniLoginFunction.Arn", "HttpApi/*/*/*"],
      ["apigateway.amazonaws.com", "OAuthFunction.Arn", "HttpApi/*/*/*"],
      ["apigateway.amazonaws.com", "OfficialCallbackFunction.Arn", "HttpApi/*/*/*"],
      ["apigateway.amazonaws.com", "PayCallbackFunction.Arn", "HttpApi/*/*/*"],
      ["events.amazonaws.com", "DeadLetterDrainFunction.Arn", "DeadLetterDrainSchedule.Arn"],
      ["events.amazonaws.com", "HeartbeatPlannerFunction.Arn", "HeartbeatPlannerSchedule.Arn"],
      ["events.amazonaws.com", "LedgerSweepFunction.Arn", "LedgerSweepSchedule.Arn"],
      ["events.amazonaws.com", "PayWorkerFunction.Arn", "PayWorkerSchedule.Arn"],
      ["events.amazonaws.com", "SpoolDrainFunction.Arn", "SpoolDrainSchedule.Arn"],
      ["events.amazonaws.com", "SpoolDrainFunction.Arn", "SpoolDrainTrigger.Arn"],
    ]);
  });

  it("an account that comes online has its address book synced, and every hour those that are due", () => {
    const online = properties("DirectoryOnline");
    expect(online.EventPattern).toEqual({
      source: ["wechat-fleet"],
      "detail-type": ["AccountStateChanged"],
      detail: { to: ["ONLINE"] },
    });
    const [target] = online.Targets;
    expect(fleet.readable(target.Arn)).toBe("DirectoryLaneQueue.Arn");
    const { InputPathsMap, InputTemplate } = target.InputTransformer;
    expect(Object.values(InputPathsMap).sort()).toEqual(["$.detail.appId", "$.id"]);
    const body = InputTemplate.replace(/<[^>]+>/g, '"x"');
    expect(directoryTaskSchema.parse(JSON.parse(body))).toMatchObject({ type: "sync-account", asked: false });
    const hourly = properties("DirectoryHourly");
    expect(hourly.ScheduleExpression).toBe("rate(1 hour)");
    expect(fleet.readable(hourly.Targets[0].Arn)).toBe("DirectoryLaneQueue.Arn");
    expect(directoryTaskSchema.parse(JSON.parse(hourly.Targets[0].Input))).toEqual({ type: "sync-due" });
  });

  it("who makes links knows the HTTP API's URL, or the domain that it is given", () => {
    for (const name of ["Api", "AccountWorker"]) {
      expect(fleet.readable(properties(`${name}Function`).Environment.Variables.PUBLIC_URL)).toBe(
        "HttpApi.ApiEndpoint",
      );
      const own = synthesize({ publicUrl: "https://fleet.example.com/" }).resources[`${name}Function`];
      expect(Object(own?.Properties.Environment).Variables.PUBLIC_URL).toBe("https://fleet.example.com");
    }
  });

  it("the access log has the route key, and nothing that could hold a key or a token", () => {
    const stage = properties("HttpDefaultStage");
    const format = JSON.parse(stage.AccessLogSettings.Format);
    expect(format).toMatchObject({ routeKey: "$context.routeKey", status: "$context.status" });
    for (const value of Object.values(format)) expect(value).not.toMatch(/path|query|header|resourcePath|raw/i);
    expect(stage.DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 1000, ThrottlingBurstLimit: 2000 });
  });

  it("the spool is drained each minute, and at once when it was opened", () => {
    expect(properties("SpoolDrainSchedule").ScheduleExpression).toBe("rate(1 minute)");
    expect(properties("SpoolDrainTrigger").EventPattern).toEqual({
      source: ["wechat-fleet"],
      "detail-type": ["SpoolOpened"],
    });
    expect(fleet.readable(properties("SpoolDrainTrigger").EventBusName)).toBe("Bus");
  });

  it("commands of broken-off requests are ended every hour", () => {
    expect(properties("LedgerSweepSchedule").ScheduleExpression).toBe("rate(1 hour)");
  });

  it("alarms ring for what the functions count", () => {
    for (const [alarm, name, lane] of [
      ["CommandUnknown", "CommandUnknown", "live"],
      ["CommandFailed", "CommandFailed", "live"],
      ["BroadcastUnknown", "CommandUnknown", "bulk"],
    ]) {
      const { MetricName, Dimensions } = properties(`Observability${alarm}Alarm`);
      expect([MetricName, Dimensions]).toEqual([
        name,
        [
          { Name: "lane", Value: lane },
          { Name: "service", Value: "sender" },
        ],
      ]);
    }
    for (const [name, service] of [
      ["SpoolDrainFailed", "spool-drain"],
      ["AlertGivenUp", "notifier"],
      ["RulesNotLoaded", "consumer"],
    ]) {
      expect(properties(`Observability${name}Alarm`)).toMatchObject({
        Namespace: "WechatFleet",
        MetricName: name,
        Dimensions: [{ Name: "service", Value: service }],
      });
    }
    expect(properties("ObservabilityAiCircuitAlarm")).toMatchObject({
      MetricName: "CircuitOpened",
      Dimensions: [
        { Name: "circuit", Value: "upstream" },
        { Name: "service", Value: "ai" },
      ],
    });
  });

  it("a deployment chooses stage, concurrency, retention and log level", () => {
    const { resources, stateless } = synthesize({
      stage: "prod",
      consumerMaximumConcurrency: "40",
      consumerMemory: "512",
      senderMaximumConcurrency: "20",
      reservedConcurrency: "none",
      logRetention: "7",
      logLevel: "WARN",
    });
    expect(resources.Bus?.Properties.Name).toBe("wechat-fleet-prod");
    expect(resources.ConsumerSource?.Properties.ScalingConfig).toEqual({ MaximumConcurrency: 40 });
    expect(resources.ConsumerFunction?.Properties.MemorySize).toBe(512);
    expect(resources.SenderSource?.Properties.ScalingConfig).toEqual({ MaximumConcurrency: 20 });
    for (const fn of Object.values(stateless.findResources("AWS::Lambda::Function"))) {
      expect(fn.Properties.ReservedConcurrentExecutions).toBeUndefined();
      expect(fn.Properties.Environment.Variables.LOG_LEVEL).toBe("WARN");
    }
    for (const group of Object.values(stateless.findResources("AWS::Logs::LogGroup"))) {
      expect(group.Properties.RetentionInDays).toBe(7);
    }
  });
});
