import type { Construct } from "constructs";
import { ENV, EVENTS, INDEXES, TIMEOUTS } from "../../shared/names.ts";
import { onQueue, onTable } from "../constructs/grants.ts";
import { QueueFunction } from "../constructs/queue-function.ts";
import { QueueRule } from "../constructs/queue-rule.ts";
import type { FunctionsProps } from "./functions-props.ts";

/** What makes broadcasts of events: one rule is the only trigger, whoever asks. */
export function broadcastFunctions(scope: Construct, { settings, functionsDir, stateful }: FunctionsProps) {
  const { config, journal, bus, lanes } = stateful;
  const broadcast = new QueueFunction(scope, "Broadcast", {
    settings,
    functionsDir,
    name: "broadcast",
    description: "Starts runs of broadcasts and makes their commands, page by page",
    timeout: TIMEOUTS.broadcast,
    queue: lanes.broadcasts.queue,
    maximumConcurrency: settings.broadcastMaximumConcurrency,
    grants: [
      onTable(config, ENV.configTable, ["BatchGetItem", "GetItem"], [INDEXES.configByKind.name]),
      onTable(journal, ENV.journalTable, ["BatchGetItem", "GetItem", "PutItem", "UpdateItem", "Query"]),
      onQueue(lanes.outboundBulk.queue, ENV.outboundBulkQueueUrl, "SendMessage"),
      onQueue(lanes.broadcasts.queue, ENV.broadcastsQueueUrl, "SendMessage"),
    ],
  });
  new QueueRule(scope, "BroadcastRequested", {
    on: { bus, pattern: { source: [EVENTS.source], detailType: [EVENTS.broadcastRequested] } },
    queue: lanes.broadcasts.queue,
  });
  return { broadcast };
}
