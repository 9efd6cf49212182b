import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { Duration } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { ENV, EVENTS, TIMEOUTS } from "../../shared/names.ts";
import { CALLBACK_RATE } from "../constructs/front-door.ts";
import { onBodies, onQueue, onRows, onTable, putsEvents, readsSecret } from "../constructs/functions/grants.ts";
import { HttpFunction } from "../constructs/functions/http.ts";
import { ScheduledFunction } from "../constructs/functions/scheduled.ts";
import { counted, FIVE_MINUTE_SUM, fromAccessLog, PER_MINUTE, SLOW, share, slowest } from "../constructs/metrics.ts";
import { defineCapability, type Fleet } from "./capability.ts";

/** Callbacks of the gateway on their way into the inbound lane, or into the spool while SQS refuses them. */
export const inbound = defineCapability({
  lanes: {
    // 20 receives: half an hour of an outage behind the consumer. Later messages overtake one that is set aside.
    inbound: {
      kind: "fifo",
      workTimeout: TIMEOUTS.consumer,
      maxReceiveCount: 20,
      late: {
        after: 300,
        zh: "入站消息积压超过五分钟：consumer 出错或处理不过来，请查看它的日志和错误。",
        en: "Messages wait for over five minutes: the consumer fails or is too slow. See its log and its errors.",
      },
    },
  },
  functions: (scope: Construct, fleet: Fleet<"inbound">) => ({
    callback: callback(scope, fleet),
    spoolDrain: spoolDrain(scope, fleet),
  }),
  alarms: [
    {
      id: "SpoolDrainFailedAlarm",
      metric: () => counted("SpoolDrainFailed", "spool-drain"),
      withoutData: "ok",
      zh: "暂存的消息未能回放到队列：消息仍在等待，没有丢失，请查看 spool-drain 的日志。",
      en: "Spooled messages could not be moved to the queue: they wait, nothing is lost. See the drain's log.",
    },
    {
      id: "SpoolNotEmptyAlarm",
      metric: () => counted("SpoolNotEmpty", "spool-drain").with({ ...PER_MINUTE, statistic: "Maximum" }),
      periods: 5,
      withoutData: "ok",
      zh: "暂存的消息五分钟仍未清空，新消息也在排队：请查看 SQS 的状态和 spool-drain 的日志。",
      en: "The spool has not been empty for five minutes, and new messages wait in it: see SQS's state and the drain's log.",
    },
    {
      id: "CallbackNotTakenAlarm",
      metric: () => counted("CallbackNotTaken", "callback"),
      withoutData: "ok",
      zh: "有网关回调未能存下（5xx），对方应会重发：请查看 callback 的日志，以及 DynamoDB 和 SQS 的状态，并在手机上核对是否漏了消息。",
      en: "Callbacks of the gateway could not be stored (5xx); it should repeat them. See the log of callback, DynamoDB and SQS, and look for missing messages.",
    },
    {
      id: "CallbackSlowAlarm",
      metric: ({ lambda }) => slowest(lambda("callback")),
      ...SLOW,
      zh: "网关回调的处理变慢（p99 超过两秒）：请查看 callback 的日志，以及 SQS 和 DynamoDB 是否变慢。",
      en: "Callbacks of the gateway take over 2 s (p99): see the log of callback, and whether SQS or DynamoDB is slow.",
    },
    {
      // Strangers who guess URLs make a few.
      id: "CallbackRefusedAlarm",
      metric: () => fromAccessLog("CallbackRefused"),
      threshold: 10,
      withoutData: "ok",
      zh: "多个回调被拒绝（4xx）：请核对回调地址中的密钥、公众号或小程序的 Token 与加密设置，原因见 CallbackRejected。",
      en: "Callbacks are refused with 4xx: check the key in the callback URL, and the Token of Official Accounts and mini programs and its mode. CallbackRejected says why.",
    },
    {
      id: "CallbackUnreadAlarm",
      metric: ({ lambda }) =>
        share(counted("CallbackUnread", "callback"), lambda("callback").metricInvocations(FIVE_MINUTE_SUM)),
      withoutData: "ok",
      zh: "五分钟内超过百分之一的回调无法识别：消息已保存，未被回复。原因见 CallbackUnknown，样例见告警 messages-unread。",
      en: "Over 1 % of the callbacks of five minutes could not be read: they are kept, not answered. CallbackUnknown says why, the alert has a sample.",
    },
    {
      id: "CallbackThrottledAlarm",
      metric: () => fromAccessLog("CallbackThrottled"),
      withoutData: "ok",
      zh: "回调因请求过多被 API 网关限流（429），对方会重发：请确认是否为正常流量，再调高限额。",
      en: "API Gateway refused callbacks with 429, and the vendor repeats them: see whether the traffic is real, then raise the limits.",
    },
  ],
});

function callback(scope: Construct, { common, api, stateful }: Fleet<"inbound">): HttpFunction {
  const { state, journal, bodies, bus, lanes, secrets } = stateful;
  return new HttpFunction(scope, "Callback", {
    ...common,
    name: "callback",
    description: "Checks, normalizes and queues what the gateway posts",
    timeout: TIMEOUTS.callback,
    invocationsPerProcess: 16,
    maximumConcurrency: common.settings.callbackMaximumConcurrency,
    api,
    routes: [
      {
        path: "/callbacks/wechatapi/{callbackKey}",
        methods: [HttpMethod.POST],
        access: {
          publicBecause: "The vendor cannot sign: the function compares the key in the path.",
          upTo: CALLBACK_RATE,
        },
      },
    ],
    grants: [
      onQueue(lanes.inbound.queue, ENV.inboundQueueUrl, "SendMessage"),
      readsSecret(secrets.callback, ENV.callbackSecretId),
      onRows(state, ENV.stateTable, "spool#", ["GetItem", "UpdateItem"]),
      onRows(journal, ENV.journalTable, "spool#", ["PutItem"]),
      putsEvents(bus),
      onBodies(bodies, ["PutObject"], "inbound/"),
    ],
  });
}

function spoolDrain(scope: Construct, { common, stateful }: Fleet<"inbound">): ScheduledFunction {
  const { state, journal, bus, lanes } = stateful;
  return new ScheduledFunction(scope, "SpoolDrain", {
    ...common,
    name: "spool-drain",
    description: "Moves spooled callbacks into the inbound queue, in order",
    timeout: TIMEOUTS.spoolDrain,
    every: Duration.minutes(1),
    alsoOn: { bus, pattern: { source: [EVENTS.source], detailType: [EVENTS.spoolOpened] } },
    grants: [
      onTable(journal, ENV.journalTable, ["DeleteItem", "Query"]),
      onTable(state, ENV.stateTable, ["GetItem", "PutItem", "UpdateItem", "DeleteItem"]),
      onQueue(lanes.inbound.queue, ENV.inboundQueueUrl, "SendMessage"),
    ],
  });
}
