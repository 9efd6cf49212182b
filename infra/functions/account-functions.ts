import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { EventField, RuleTargetInput, Schedule } from "aws-cdk-lib/aws-events";
import { Duration } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { ENV, EVENTS, INDEXES, TIMEOUTS } from "../../shared/names.ts";
import { onQueue, onTable, putsEvents, readsSecret } from "../constructs/grants.ts";
import { HttpFunction } from "../constructs/http-function.ts";
import { QueueFunction } from "../constructs/queue-function.ts";
import { QueueRule } from "../constructs/queue-rule.ts";
import { ScheduledFunction } from "../constructs/scheduled-function.ts";
import type { FunctionsProps } from "./functions-props.ts";

/** What keeps accounts online, and their contacts and groups known. */
export function accountFunctions(scope: Construct, props: FunctionsProps) {
  const { settings, functionsDir, stateful, api, outside } = props;
  const { config, state, journal, bus, lanes, secrets } = stateful;
  const common = { settings, functionsDir };

  const accountWorker = new QueueFunction(scope, "AccountWorker", {
    ...common,
    name: "account-worker",
    description: "Checks, reconnects and logs in single accounts",
    environment: outside,
    timeout: TIMEOUTS.accountWorker,
    queue: lanes.accountTasks.queue,
    maximumConcurrency: settings.accountWorkerMaximumConcurrency,
    grants: [
      onTable(config, ENV.configTable, ["GetItem", "UpdateItem"]),
      onTable(state, ENV.stateTable, ["GetItem", "PutItem", "UpdateItem"]),
      onQueue(lanes.accountTasks.queue, ENV.accountTasksQueueUrl, "SendMessage"),
      onQueue(lanes.heartbeats.queue, ENV.heartbeatsQueueUrl, "SendMessage"),
      onQueue(lanes.outboundLive.queue, ENV.outboundLiveQueueUrl, "ChangeMessageVisibility"),
      onQueue(lanes.outboundBulk.queue, ENV.outboundBulkQueueUrl, "ChangeMessageVisibility"),
      readsSecret(secrets.callback, ENV.callbackSecretId),
      readsSecret(secrets.gateway, ENV.gatewaySecretId),
      putsEvents(bus),
    ],
  });
  const views = new QueueFunction(scope, "Directory", {
    ...common,
    name: "directory",
    description: "Keeps the views of contacts and groups up to date",
    timeout: TIMEOUTS.directory,
    queue: lanes.directory.queue,
    maximumConcurrency: settings.directoryMaximumConcurrency,
    grants: [
      onTable(config, ENV.configTable, ["GetItem", "Query"], [INDEXES.configByKind.name]),
      onTable(journal, ENV.journalTable, ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query"]),
      onQueue(lanes.directory.queue, ENV.directoryQueueUrl, "SendMessage"),
      readsSecret(secrets.gateway, ENV.gatewaySecretId),
    ],
  });
  new QueueRule(scope, "DirectoryOnline", {
    on: {
      bus,
      pattern: {
        source: [EVENTS.source],
        detailType: [EVENTS.accountStateChanged],
        detail: { to: ["ONLINE"] },
      },
    },
    queue: lanes.directory.queue,
    input: RuleTargetInput.fromObject({
      type: "sync-account",
      appId: EventField.fromPath("$.detail.appId"),
      request: EventField.eventId,
    }),
  });
  new QueueRule(scope, "DirectoryHourly", {
    on: { schedule: Schedule.rate(Duration.hours(1)) },
    queue: lanes.directory.queue,
    input: RuleTargetInput.fromObject({ type: "sync-due" }),
  });

  const heartbeatPlanner = new ScheduledFunction(scope, "HeartbeatPlanner", {
    ...common,
    name: "heartbeat-planner",
    description: "Queues the beats of each minute",
    timeout: TIMEOUTS.heartbeatPlanner,
    every: Duration.minutes(1),
    grants: [
      onTable(config, ENV.configTable, ["GetItem", "UpdateItem"], [INDEXES.configByKind.name]),
      onQueue(lanes.heartbeats.queue, ENV.heartbeatsQueueUrl, "SendMessage"),
    ],
  });

  const heartbeat = new QueueFunction(scope, "Heartbeat", {
    ...common,
    name: "heartbeat",
    description: "Asks whether accounts are online",
    timeout: TIMEOUTS.heartbeat,
    queue: lanes.heartbeats.queue,
    maximumConcurrency: settings.heartbeatMaximumConcurrency,
    grants: [
      onTable(config, ENV.configTable, ["BatchGetItem", "GetItem", "UpdateItem"]),
      onTable(state, ENV.stateTable, ["BatchGetItem", "GetItem", "UpdateItem"]),
      onQueue(lanes.accountTasks.queue, ENV.accountTasksQueueUrl, "SendMessage"),
      onQueue(lanes.heartbeats.queue, ENV.heartbeatsQueueUrl, "SendMessage"),
      onQueue(lanes.outboundLive.queue, ENV.outboundLiveQueueUrl, "ChangeMessageVisibility"),
      onQueue(lanes.outboundBulk.queue, ENV.outboundBulkQueueUrl, "ChangeMessageVisibility"),
      readsSecret(secrets.gateway, ENV.gatewaySecretId),
      putsEvents(bus),
    ],
  });

  const loginPage = new HttpFunction(scope, "LoginPage", {
    ...common,
    name: "login-page",
    description: "Shows the code of a login to whoever has its link",
    timeout: TIMEOUTS.loginPage,
    api,
    routes: [
      {
        path: "/login/{appId}/{key}",
        methods: [HttpMethod.GET],
        access: {
          publicBecause:
            "Who scans has a phone and no token: the function compares the key in the path, which is good for minutes.",
        },
      },
    ],
    grants: [onTable(state, ENV.stateTable, ["GetItem"])],
  });

  return { accountWorker, directory: views, heartbeatPlanner, heartbeat, loginPage };
}
