import type { HttpApi } from "aws-cdk-lib/aws-apigatewayv2";
import { Dashboard, GraphWidget, type IMetric, Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Duration } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { EVENTS, METRICS_NAMESPACE } from "../shared/names.ts";
import { addAlarm } from "./constructs/fleet-alarm.ts";
import type { FleetFunction } from "./constructs/fleet-function.ts";
import type { Settings } from "./settings.ts";

type QueueLane = { readonly queue: Queue; readonly deadLetterQueue: Queue };

export type ObservabilityProps = {
  readonly settings: Settings;
  readonly api: HttpApi;
  readonly lanes: Readonly<Record<string, QueueLane>> & { readonly inbound: QueueLane };
  readonly functions: Readonly<Record<string, FleetFunction>>;
};

/** The alarms that want a person, and one dashboard to begin looking. Each lane brings the alarm on its dead letters. */
export class Observability extends Construct {
  constructor(scope: Construct, id: string, { settings, api, lanes, functions }: ObservabilityProps) {
    super(scope, id);
    const perMinute = { period: Duration.minutes(1) };
    const sum = { period: Duration.minutes(5), statistic: "Sum" };
    const oldestInbound = lanes.inbound.queue.metricApproximateAgeOfOldestMessage({
      ...perMinute,
      statistic: "Maximum",
    });
    const serverErrors = api.metricServerError(sum);
    const counted = (metricName: string, service: string, dimensions: Readonly<Record<string, string>> = {}) =>
      new Metric({ namespace: METRICS_NAMESPACE, metricName, dimensionsMap: { service, ...dimensions }, ...sum });
    const ofLane = (metricName: string, lane: "live" | "bulk") => counted(metricName, "sender", { lane });
    const commandsUnknown = ofLane(EVENTS.commandUnknown, "live");
    const commandsFailed = ofLane(EVENTS.commandFailed, "live");
    const broadcastUnknown = ofLane(EVENTS.commandUnknown, "bulk");

    addAlarm(this, "InboundAgeAlarm", settings, {
      metric: oldestInbound,
      threshold: 300,
      periods: 3,
      description: {
        zh: "入站消息积压超过五分钟：consumer 出错或处理不过来，请查看它的日志和错误。",
        en: "Messages wait for over five minutes: the consumer fails or is too slow. See its log and its errors.",
      },
    });
    addAlarm(this, "ServerErrorAlarm", settings, {
      metric: serverErrors,
      threshold: 1,
      description: {
        zh: "HTTP API 返回 5xx：可能有回调被拒，请在访问日志中查看是哪个路由。",
        en: "The HTTP API answered 5xx: a callback may have been refused. See the access log for the route.",
      },
    });
    addAlarm(this, "CommandUnknownAlarm", settings, {
      metric: commandsUnknown,
      threshold: 1,
      description: {
        zh: "有指令不知是否已发出：请查看聊天，未送达再重发。",
        en: "Nobody knows whether a command was sent. An operator looks at the chat, and resends it or lets it be.",
      },
    });
    // No alarm on broadcasts' commands that were refused: people leave, and a run's figures show it.
    addAlarm(this, "BroadcastUnknownAlarm", settings, {
      metric: broadcastUnknown,
      threshold: 1,
      description: {
        zh: "群发中有消息不知是否已发出：请查看该次群发中状态为 unknown 的指令，未送达再重发。",
        en: "Nobody knows whether commands of a broadcast were sent: see those in unknown, and resend what did not arrive.",
      },
    });
    addAlarm(this, "CommandFailedAlarm", settings, {
      metric: commandsFailed,
      threshold: 1,
      description: {
        zh: "有指令被最终拒绝：原因见 GET /api/commands?state=failed，解决后重发。",
        en: "A command was refused for good. GET /api/commands?state=failed says why; resend it when mended.",
      },
    });
    addAlarm(this, "TokenNotRefreshedAlarm", settings, {
      metric: ofLane("TokenNotRefreshed", "live"),
      threshold: 1,
      description: {
        zh: "公众号的 access_token 取不到，回复在等待：请查看 sender 的日志（AppSecret、IP 白名单）。",
        en: "WeChat gives no access_token for an Official Account: replies wait. See the sender's log (AppSecret, IP allowlist).",
      },
    });
    addAlarm(this, "SpoolDrainFailedAlarm", settings, {
      metric: counted("SpoolDrainFailed", "spool-drain"),
      threshold: 1,
      description: {
        zh: "暂存的消息未能回放到队列：消息仍在等待，没有丢失，请查看 spool-drain 的日志。",
        en: "Spooled messages could not be moved to the queue: they wait, nothing is lost. See the drain's log.",
      },
    });
    addAlarm(this, "AlertGivenUpAlarm", settings, {
      metric: counted("AlertGivenUp", "notifier"),
      threshold: 1,
      description: {
        zh: "某个告警通道已拒收数小时：POST /api/alerts/test 会给出各通道的应答。",
        en: "A channel has refused alerts for hours. POST /api/alerts/test says what each channel answers.",
      },
    });
    addAlarm(this, "CallbackNotSetAlarm", settings, {
      metric: counted("CallbackNotSet", "account-worker"),
      threshold: 1,
      description: {
        zh: "网关不接受回调地址，收不到消息：请查看 account-worker 的日志。",
        en: "The gateway does not take the callback URL: messages do not come in. See the account worker's log.",
      },
    });
    addAlarm(this, "RulesNotLoadedAlarm", settings, {
      metric: counted("RulesNotLoaded", "consumer"),
      threshold: 1,
      description: {
        zh: "已发布的规则无法加载，沿用上一版：请查看 consumer 的日志。",
        en: "The published rules cannot be loaded: the previous ones stay in force. See the consumer's log.",
      },
    });

    addAlarm(this, "AccountMalformedAlarm", settings, {
      metric: counted("AccountMalformed", "heartbeat-planner"),
      threshold: 1,
      description: {
        zh: "有账号的数据行无法读取，该账号没有心跳检查：heartbeat-planner 的日志写明是哪一行。",
        en: "An account's row cannot be read: that account gets no beats. The heartbeat planner's log names the row.",
      },
    });
    addAlarm(this, "AiCircuitAlarm", settings, {
      metric: counted("CircuitOpened", "ai"),
      threshold: 1,
      description: {
        zh: "AI 接口接连失败五次，用户收到的是备用回复：请看函数 ai 的日志和接口状态。",
        en: "The AI's endpoint failed five times in a row: users get the fallback. See the log of the function ai.",
      },
    });
    addAlarm(this, "RoutingNotLoadedAlarm", settings, {
      metric: counted("RoutingNotLoaded", "consumer"),
      threshold: 1,
      description: {
        zh: "已发布的路由表无法加载，沿用上一版：请查看 consumer 的日志。",
        en: "The published routing table cannot be loaded: the previous one stays in force. See the consumer's log.",
      },
    });

    const graph = (title: string, left: IMetric[], right: IMetric[] = []) =>
      new GraphWidget({ title, left, right, width: 12, height: 6 });
    const each = (metric: (fn: FleetFunction, name: string) => IMetric) =>
      Object.entries(functions).map(([name, fn]) => metric(fn, name));
    const waiting = Object.entries(lanes).flatMap(([name, { queue, deadLetterQueue }]) => [
      queue.metricApproximateNumberOfMessagesVisible({ ...perMinute, label: name }),
      deadLetterQueue.metricApproximateNumberOfMessagesVisible({ ...perMinute, label: `${name}, dead letters` }),
    ]);
    new Dashboard(this, "Dashboard", {
      dashboardName: `wechat-fleet-${settings.stage}`,
      widgets: [
        [
          graph("Messages waiting | age of the oldest inbound (s)", waiting, [oldestInbound]),
          graph(
            "HTTP requests | latency p99 (ms)",
            [api.metricCount(sum), api.metricClientError(sum), serverErrors],
            [api.metricLatency({ ...sum, statistic: "p99" })],
          ),
        ],
        [
          graph("Errors and throttles", [
            ...each(({ lambda }, name) => lambda.metricErrors({ ...sum, label: `${name} errors` })),
            ...each(({ lambda }, name) => lambda.metricThrottles({ ...sum, label: `${name} throttles` })),
            commandsUnknown,
            commandsFailed,
            broadcastUnknown.with({ label: "CommandUnknown of broadcasts" }),
            ofLane(EVENTS.commandFailed, "bulk").with({ label: "CommandFailed of broadcasts" }),
          ]),
          graph(
            "Duration p99 (ms)",
            each(({ lambda }, name) => lambda.metricDuration({ ...sum, statistic: "p99", label: name })),
          ),
        ],
      ],
    });
  }
}
