import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { Duration } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { ENV, EVENTS, TIMEOUTS } from "../../shared/names.ts";
import { onBodies, onQueue, onTable, putsEvents, readsSecret } from "../constructs/functions/grants.ts";
import { HttpFunction } from "../constructs/functions/http.ts";
import { ScheduledFunction } from "../constructs/functions/scheduled.ts";
import { counted, oldestMessage, serverErrors } from "../constructs/metrics.ts";
import { defineCapability, type Fleet } from "./capability.ts";

/** Callbacks of the gateway on their way into the inbound lane, or into the spool while SQS refuses them. */
export const inbound = defineCapability({
  lanes: {
    // 20 receives: half an hour of an outage behind the consumer. Later messages overtake one that is set aside.
    inbound: { kind: "fifo", workTimeout: TIMEOUTS.consumer, maxReceiveCount: 20 },
  },
  functions: (scope: Construct, fleet: Fleet<"inbound">) => ({
    callback: callback(scope, fleet),
    spoolDrain: spoolDrain(scope, fleet),
  }),
  alarms: [
    {
      id: "InboundAgeAlarm",
      metric: ({ lanes }) => oldestMessage(lanes.inbound),
      threshold: 300,
      periods: 3,
      zh: "入站消息积压超过五分钟：consumer 出错或处理不过来，请查看它的日志和错误。",
      en: "Messages wait for over five minutes: the consumer fails or is too slow. See its log and its errors.",
    },
    {
      id: "ServerErrorAlarm",
      metric: ({ api }) => serverErrors(api),
      zh: "HTTP API 返回 5xx：可能有回调被拒，请在访问日志中查看是哪个路由。",
      en: "The HTTP API answered 5xx: a callback may have been refused. See the access log for the route.",
    },
    {
      id: "SpoolDrainFailedAlarm",
      metric: () => counted("SpoolDrainFailed", "spool-drain"),
      zh: "暂存的消息未能回放到队列：消息仍在等待，没有丢失，请查看 spool-drain 的日志。",
      en: "Spooled messages could not be moved to the queue: they wait, nothing is lost. See the drain's log.",
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
    api,
    routes: [
      {
        path: "/callbacks/wechatapi/{callbackKey}",
        methods: [HttpMethod.POST],
        access: { publicBecause: "The vendor cannot sign: the function compares the key in the path." },
      },
    ],
    grants: [
      onQueue(lanes.inbound.queue, ENV.inboundQueueUrl, "SendMessage"),
      readsSecret(secrets.callback, ENV.callbackSecretId),
      onTable(state, ENV.stateTable, ["GetItem", "UpdateItem"]),
      onTable(journal, ENV.journalTable, ["PutItem"]),
      putsEvents(bus),
      onBodies(bodies, ["PutObject"]),
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
