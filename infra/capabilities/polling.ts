import type { Construct } from "constructs";
import { ENV, INDEXES, TIMEOUTS } from "../../shared/names.ts";
import { addAlarm } from "../constructs/fleet-alarm.ts";
import { FleetFunction } from "../constructs/functions/fleet-function.ts";
import { onBodies, onQueue, onTable, putsEvents, readsSecret } from "../constructs/functions/grants.ts";
import { ParallelSchedule } from "../constructs/functions/parallel-schedule.ts";
import { counted } from "../constructs/metrics.ts";
import { defineCapability, type Fleet } from "./capability.ts";

/** Accounts whose gateway offers a poll endpoint in place of callbacks. Without pollers the stacks have no part of it. */
export const polling = defineCapability({
  functions: (scope: Construct, fleet: Fleet<"inbound">) =>
    fleet.settings.pollers > 0 ? { poller: poller(scope, fleet) } : {},
});

/** One function; each minute starts `settings.pollers` invocations of it side by side. */
function poller(scope: Construct, { common, settings, stateful }: Fleet<"inbound">): FleetFunction {
  const { config, state, journal, bodies, bus, lanes, secrets } = stateful;
  const poller = new FleetFunction(scope, "Poller", {
    ...common,
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
      onBodies(bodies, ["PutObject"]),
    ],
  });
  new ParallelSchedule(poller, "Schedule", { target: poller, failures: common.failures, count: settings.pollers });
  addAlarm(poller, "LostAlarm", common.topics, {
    metric: counted("PollLost", "poller"),
    withoutData: "ok",
    zh: "轮询到的消息已丢失：队列和暂存都没有接收，而网关没有游标可重新读取。",
    en: "Polled messages were lost: neither queue nor spool took them, and the gateway has no cursor.",
  });
  return poller;
}
