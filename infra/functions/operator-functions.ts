import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpJwtAuthorizer } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import type { Construct } from "constructs";
import { ENV, INDEXES, TIMEOUTS } from "../../shared/names.ts";
import { onObjects, onQueue, onTable, publishesAlerts, putsEvents, readsSecret } from "../constructs/grants.ts";
import { HttpFunction } from "../constructs/http-function.ts";
import { QueueFunction } from "../constructs/queue-function.ts";
import type { FunctionsProps } from "./functions-props.ts";

/** What operators call, and what calls them. */
export function operatorFunctions(scope: Construct, props: FunctionsProps) {
  const { settings, functionsDir, stateful, api, outside } = props;
  const { config, state, journal, bodies, alertTopicArn, bus, operators, lanes, secrets } = stateful;
  const common = { settings, functionsDir };

  const { GET, POST, PUT, PATCH, DELETE } = HttpMethod;
  const authorizer = new HttpJwtAuthorizer("Operators", operators.issuer, { jwtAudience: [operators.audience] });
  const operatorApi = new HttpFunction(scope, "Api", {
    ...common,
    name: "api",
    description: "The operators' API",
    timeout: TIMEOUTS.api,
    // A whole core: 100,000 rules are judged and published within API Gateway's 30 s.
    memory: 1769,
    environment: { ...outside, [ENV.routingQueues]: settings.routingQueues.join(",") },
    api,
    routes: [
      {
        path: "/healthz",
        methods: [GET],
        access: { publicBecause: "Answers whether the service is up, and tells nothing else." },
      },
      { path: "/api/{proxy+}", methods: [GET, POST, PUT, PATCH, DELETE], access: { authorizer } },
    ],
    grants: [
      onTable(
        config,
        ENV.configTable,
        ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query"],
        [INDEXES.configByKind.name],
      ),
      onTable(
        state,
        ENV.stateTable,
        ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query"],
        [INDEXES.stateByMute.name],
      ),
      onQueue(lanes.outboundLive.queue, ENV.outboundLiveQueueUrl, "SendMessage"),
      onQueue(lanes.outboundLive.queue, ENV.outboundLiveQueueUrl, "ChangeMessageVisibility"),
      onQueue(lanes.outboundBulk.queue, ENV.outboundBulkQueueUrl, "ChangeMessageVisibility"),
      onQueue(lanes.accountTasks.queue, ENV.accountTasksQueueUrl, "SendMessage"),
      onQueue(lanes.heartbeats.queue, ENV.heartbeatsQueueUrl, "SendMessage"),
      onTable(
        journal,
        ENV.journalTable,
        ["BatchGetItem", "GetItem", "PutItem", "Query"],
        [INDEXES.journalByAttention.name, INDEXES.journalByAccount.name],
      ),
      onQueue(lanes.directory.queue, ENV.directoryQueueUrl, "SendMessage"),
      onQueue(lanes.broadcasts.queue, ENV.broadcastsQueueUrl, "SendMessage"),
      readsSecret(secrets.gateway, ENV.gatewaySecretId),
      readsSecret(secrets.alerts, ENV.alertsSecretId),
      readsSecret(secrets.webhook, ENV.webhookSecretId),
      publishesAlerts(alertTopicArn),
      putsEvents(bus),
      onObjects(bodies, ["GetObject", "PutObject"], "media/"),
      onObjects(bodies, ["GetObject"], "inbound/"),
    ],
  });

  const notifier = new QueueFunction(scope, "Notifier", {
    ...common,
    name: "notifier",
    description: "Gathers alerts and tells the operators' groups and topic",
    timeout: TIMEOUTS.notifier,
    queue: lanes.alerts.queue,
    maximumConcurrency: 2,
    grants: [
      onTable(config, ENV.configTable, ["GetItem"]),
      onTable(state, ENV.stateTable, ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query"]),
      onQueue(lanes.alerts.queue, ENV.alertsQueueUrl, "SendMessage"),
      readsSecret(secrets.alerts, ENV.alertsSecretId),
      publishesAlerts(alertTopicArn),
    ],
  });

  return { api: operatorApi, notifier };
}
