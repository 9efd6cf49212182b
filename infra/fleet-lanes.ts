import { Duration } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { VISIBILITY } from "../shared/names.ts";
import { FifoLane } from "./constructs/fifo-lane.ts";
import { acceptsEvents } from "./constructs/queue-rule.ts";
import { StandardLane } from "./constructs/standard-lane.ts";
import type { Settings } from "./settings.ts";

export type FleetLanes = ReturnType<typeof fleetLanes>;

/** All queues, each with its dead-letter queue. */
export function fleetLanes(scope: Construct, settings: Settings) {
  const inbound = new FifoLane(scope, "InboundLane", {
    settings,
    visibilityTimeout: VISIBILITY.inbound,
    // Half an hour of an outage behind the consumer: a message set aside earlier would be overtaken by later ones.
    maxReceiveCount: 20,
  });
  // A group parked behind an offline account is received over and over: the ledger, not the count, decides on poison.
  const outboundLive = new FifoLane(scope, "OutboundLiveLane", {
    settings,
    visibilityTimeout: VISIBILITY.outboundLive,
    maxReceiveCount: 1000,
  });
  const outboundBulk = new FifoLane(scope, "OutboundBulkLane", {
    settings,
    visibilityTimeout: VISIBILITY.outboundBulk,
    maxReceiveCount: 1000,
  });
  const ai = new FifoLane(scope, "AiLane", {
    settings,
    visibilityTimeout: VISIBILITY.ai,
    // An answer is of use for an hour: what our own storage refuses this often is a person's to look at.
    maxReceiveCount: 10,
  });
  const accountTasks = new StandardLane(scope, "AccountTasksLane", {
    settings,
    visibilityTimeout: VISIBILITY.accountTasks,
    maxReceiveCount: 5,
    retention: Duration.days(1),
  });
  const heartbeats = new StandardLane(scope, "HeartbeatsLane", {
    settings,
    visibilityTimeout: VISIBILITY.heartbeats,
    maxReceiveCount: 3,
    // The next round asks anew: an old beat is of no use.
    retention: Duration.minutes(5),
  });
  const directory = new StandardLane(scope, "DirectoryLane", {
    settings,
    visibilityTimeout: VISIBILITY.directory,
    maxReceiveCount: 5,
    retention: Duration.days(1),
  });
  acceptsEvents(directory.queue);
  const alerts = new StandardLane(scope, "AlertsLane", {
    settings,
    visibilityTimeout: VISIBILITY.alerts,
    maxReceiveCount: 20,
    retention: Duration.days(4),
  });
  const deliveries = new FifoLane(scope, "DeliveriesLane", {
    settings,
    visibilityTimeout: VISIBILITY.deliveries,
    // With its growing pauses about five hours: a target that is away longer gets the rest by a redrive.
    maxReceiveCount: 30,
  });
  const broadcasts = new StandardLane(scope, "BroadcastsLane", {
    settings,
    visibilityTimeout: VISIBILITY.broadcasts,
    // Two hours of an outage: a task set aside stops its account's part of a run until somebody resumes the run.
    maxReceiveCount: 20,
    retention: Duration.days(14),
  });
  acceptsEvents(broadcasts.queue);
  return {
    inbound,
    outboundLive,
    outboundBulk,
    ai,
    accountTasks,
    heartbeats,
    directory,
    alerts,
    deliveries,
    broadcasts,
  };
}
