import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { Duration } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { ENV, INDEXES, METRICS_NAMESPACE, TIMEOUTS } from "../shared/names.ts";
import { addAlarm } from "./constructs/fleet-alarm.ts";
import { FleetFunction } from "./constructs/fleet-function.ts";
import { onObjects, onQueue, onTable, putsEvents, readsSecret } from "./constructs/grants.ts";
import { ParallelSchedule } from "./constructs/parallel-schedule.ts";
import type { Settings } from "./settings.ts";
import type { StatefulStack } from "./stateful-stack.ts";

export type PollerProps = {
  readonly settings: Settings;
  readonly functionsDir: string;
  readonly stateful: StatefulStack;
};

/** For gateways that offer a poll endpoint instead of callbacks: `settings.pollers` invocations side by side, each minute. */
export class Poller extends FleetFunction {
  constructor(scope: Construct, id: string, { settings, functionsDir, stateful }: PollerProps) {
    const { config, state, journal, bodies, bus, lanes, secrets } = stateful;
    super(scope, id, {
      settings,
      functionsDir,
      name: "poller",
      description: "Polls a shard of accounts for a minute, and queues what comes",
      timeout: TIMEOUTS.poller,
      grants: [
        onTable(config, ENV.configTable, [], [INDEXES.configByKind.name]),
        onTable(state, ENV.stateTable, ["GetItem", "PutItem", "UpdateItem", "DeleteItem"]),
        onTable(journal, ENV.journalTable, ["PutItem"]),
        onQueue(lanes.inbound.queue, ENV.inboundQueueUrl, "SendMessage"),
        readsSecret(secrets.gateway, ENV.gatewaySecretId),
        putsEvents(bus),
        onObjects(bodies, ["PutObject"]),
      ],
    });
    new ParallelSchedule(this, "Schedule", { target: this, count: settings.pollers });
    addAlarm(this, "LostAlarm", settings, {
      metric: new Metric({
        namespace: METRICS_NAMESPACE,
        metricName: "PollLost",
        dimensionsMap: { service: "poller" },
        period: Duration.minutes(5),
        statistic: "Sum",
      }),
      threshold: 1,
      description: {
        zh: "轮询到的消息已丢失：队列和暂存都没有接收，而网关没有游标可重新读取。",
        en: "Polled messages were lost: neither queue nor spool took them, and the gateway has no cursor.",
      },
    });
  }
}
