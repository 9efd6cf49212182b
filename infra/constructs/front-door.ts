import { AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import { CfnStage, HttpApi, HttpStage, LogGroupLogDestination } from "aws-cdk-lib/aws-apigatewayv2";
import { FilterPattern, type JsonPattern, LogGroup, MetricFilter } from "aws-cdk-lib/aws-logs";
import { RemovalPolicy } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { METRICS_NAMESPACE } from "../../shared/names.ts";
import type { Settings } from "../settings.ts";
import type { LimitedRoute, RouteRate } from "./functions/http.ts";
import type { AccessLogCount } from "./metrics.ts";

/**
 * What the access log says of a request. It has the route key in place of the path, which holds the callback key; query
 * and headers hold other secrets.
 */
const ACCESS_LOG = {
  requestId: "$context.requestId",
  time: "$context.requestTimeEpoch",
  routeKey: "$context.routeKey",
  status: "$context.status",
  latency: "$context.responseLatency",
  integrationStatus: "$context.integrationStatus",
  integrationLatency: "$context.integrationLatency",
};

const STATUS = "$.status";

/**
 * What is counted of the access log, by the answer's status on the callbacks' routes: API Gateway's own metrics know no
 * routes, unless one pays for six custom metrics a route, and a function does not see what API Gateway refuses with 429.
 */
const COUNTS: Readonly<Record<AccessLogCount, readonly JsonPattern[]>> = {
  CallbackRefused: [FilterPattern.stringValue(STATUS, "=", "4*"), FilterPattern.stringValue(STATUS, "!=", "429")],
  CallbackThrottled: [FilterPattern.stringValue(STATUS, "=", "429")],
};

/** What the vendors' callbacks may come at, and every route that has no rate of its own. */
export const CALLBACK_RATE: RouteRate = { perSecond: 1000, burst: 2000 };

/** What routes may come at that people open. */
export const VISITOR_RATE: RouteRate = { perSecond: 20, burst: 40 };

/**
 * What routes may come at that accounts' pages and mini programs call for people: a campaign's, and less than WeChat
 * takes of one account (50,000 a minute).
 */
export const PEOPLE_RATE: RouteRate = { perSecond: 200, burst: 400 };

/** The HTTP API with its default stage, which is throttled and logs no secrets. */
export class FrontDoor extends Construct {
  readonly api: HttpApi;
  readonly #stage: HttpStage;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.api = new HttpApi(this, "Api", {
      apiName: `wechat-fleet-${settings.stage}`,
      createDefaultStage: false,
      disableExecuteApiEndpoint: false,
    });
    const accessLog = new LogGroup(this, "AccessLog", {
      // Under this prefix API Gateway needs no entry in the account's CloudWatch Logs resource policy, which is full at 5,120 characters.
      logGroupName: `/aws/vendedlogs/wechat-fleet-${settings.stage}-http`,
      retention: settings.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const onCallbacks = FilterPattern.stringValue("$.routeKey", "=", "*/callbacks/*");
    for (const [metricName, conditions] of Object.entries(COUNTS)) {
      new MetricFilter(this, metricName, {
        logGroup: accessLog,
        metricNamespace: METRICS_NAMESPACE,
        metricName,
        filterPattern: FilterPattern.all(onCallbacks, ...conditions),
      });
    }
    this.#stage = new HttpStage(this, "DefaultStage", {
      httpApi: this.api,
      stageName: "$default",
      autoDeploy: true,
      throttle: { rateLimit: CALLBACK_RATE.perSecond, burstLimit: CALLBACK_RATE.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLog),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
  }

  /** Gives each public route a rate of its own, so that a flood on one of them uses up no other's. */
  limit(routes: readonly LimitedRoute[]): void {
    const { defaultChild } = this.#stage.node;
    if (!(defaultChild instanceof CfnStage)) throw new Error("the stage is not the one that it was");
    defaultChild.routeSettings = Object.fromEntries(
      routes.map(({ key, rate }) => [key, { ThrottlingRateLimit: rate.perSecond, ThrottlingBurstLimit: rate.burst }]),
    );
    // API Gateway refuses settings of a route that is not there yet.
    for (const { route } of routes) this.#stage.node.addDependency(route);
  }
}
