import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { Duration } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { ENV, EVENTS, INDEXES, TIMEOUTS } from "../../shared/names.ts";
import { onObjects, onQueue, onTable, putsEvents, readsSecret, sendsTo } from "../constructs/grants.ts";
import { HttpFunction } from "../constructs/http-function.ts";
import { QueueFunction } from "../constructs/queue-function.ts";
import { ScheduledFunction } from "../constructs/scheduled-function.ts";
import type { FunctionsProps } from "./functions-props.ts";

/** The way of a message: in, decided, answered, out. */
export function messageFunctions(scope: Construct, props: FunctionsProps) {
  const { settings, functionsDir, stateful, api } = props;
  const { config, state, journal, bodies, bus, lanes, secrets } = stateful;
  const common = { settings, functionsDir };

  const callback = new HttpFunction(scope, "Callback", {
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
      onObjects(bodies, ["PutObject"]),
    ],
  });

  const officialCallback = new HttpFunction(scope, "OfficialCallback", {
    ...common,
    name: "official-callback",
    description: "Checks, decrypts, normalizes and queues what WeChat posts for Official Accounts",
    timeout: TIMEOUTS.officialCallback,
    api,
    routes: [
      {
        path: "/callbacks/official-account/{appId}",
        methods: [HttpMethod.GET, HttpMethod.POST],
        access: { publicBecause: "WeChat signs: the function checks the signature by the account's Token." },
      },
    ],
    grants: [
      onQueue(lanes.inbound.queue, ENV.inboundQueueUrl, "SendMessage"),
      readsSecret(secrets.officialAccounts, ENV.officialAccountsSecretId),
      onTable(state, ENV.stateTable, ["GetItem", "PutItem", "UpdateItem"]),
      onTable(journal, ENV.journalTable, ["PutItem"]),
      putsEvents(bus),
      onObjects(bodies, ["PutObject"]),
    ],
  });

  const consumer = new QueueFunction(scope, "Consumer", {
    ...common,
    name: "consumer",
    description: "Decides on each inbound message once, and queues the commands",
    timeout: TIMEOUTS.consumer,
    memory: settings.consumerMemory,
    environment: { [ENV.profileScope]: settings.profiles, [ENV.behaviourEvents]: settings.behaviourEvents },
    queue: lanes.inbound.queue,
    maximumConcurrency: settings.consumerMaximumConcurrency,
    grants: [
      onQueue(lanes.outboundLive.queue, ENV.outboundLiveQueueUrl, "SendMessage"),
      onQueue(lanes.ai.queue, ENV.aiQueueUrl, "SendMessage"),
      onQueue(lanes.accountTasks.queue, ENV.accountTasksQueueUrl, "SendMessage"),
      onQueue(lanes.directory.queue, ENV.directoryQueueUrl, "SendMessage"),
      onQueue(lanes.deliveries.queue, ENV.deliveriesQueueUrl, "SendMessage"),
      onTable(journal, ENV.journalTable, ["BatchGetItem", "GetItem", "PutItem", "Query"]),
      onTable(config, ENV.configTable, ["GetItem", "PutItem", "UpdateItem"], [INDEXES.configByKind.name]),
      onTable(state, ENV.stateTable, ["GetItem", "UpdateItem"]),
      putsEvents(bus),
      onObjects(bodies, ["GetObject"]),
    ],
  });

  const aiReplies = new QueueFunction(scope, "Ai", {
    ...common,
    name: "ai",
    description: "Has questions answered by a language model, and queues the answers",
    timeout: TIMEOUTS.ai,
    queue: lanes.ai.queue,
    maximumConcurrency: settings.aiMaximumConcurrency,
    grants: [
      onQueue(lanes.outboundLive.queue, ENV.outboundLiveQueueUrl, "SendMessage"),
      onTable(journal, ENV.journalTable, ["GetItem", "UpdateItem", "Query"]),
      onTable(config, ENV.configTable, ["GetItem"]),
      onTable(state, ENV.stateTable, ["GetItem", "PutItem", "UpdateItem", "DeleteItem"]),
      readsSecret(secrets.ai, ENV.aiSecretId),
      putsEvents(bus),
    ],
  });
  const delivery = new QueueFunction(scope, "Delivery", {
    ...common,
    name: "delivery",
    description: "Delivers messages and events to targets outside, and queues what webhooks answer",
    timeout: TIMEOUTS.delivery,
    queue: lanes.deliveries.queue,
    maximumConcurrency: settings.deliveryMaximumConcurrency,
    grants: [
      onQueue(lanes.deliveries.queue, ENV.deliveriesQueueUrl, "ChangeMessageVisibility"),
      onQueue(lanes.outboundLive.queue, ENV.outboundLiveQueueUrl, "SendMessage"),
      onTable(config, ENV.configTable, ["GetItem"]),
      onTable(state, ENV.stateTable, ["GetItem", "PutItem", "UpdateItem", "DeleteItem"]),
      readsSecret(secrets.webhook, ENV.webhookSecretId),
      putsEvents(bus),
      sendsTo(settings.routingQueues),
    ],
  });

  const ofSender = {
    ...common,
    name: "sender",
    timeout: TIMEOUTS.sender,
    grants: [
      onQueue(lanes.outboundLive.queue, ENV.outboundLiveQueueUrl, "ChangeMessageVisibility"),
      onQueue(lanes.outboundBulk.queue, ENV.outboundBulkQueueUrl, "ChangeMessageVisibility"),
      onQueue(lanes.accountTasks.queue, ENV.accountTasksQueueUrl, "SendMessage"),
      onQueue(lanes.heartbeats.queue, ENV.heartbeatsQueueUrl, "SendMessage"),
      onTable(journal, ENV.journalTable, ["GetItem", "PutItem", "UpdateItem"]),
      onTable(config, ENV.configTable, ["GetItem", "UpdateItem"]),
      onTable(state, ENV.stateTable, ["GetItem", "PutItem", "UpdateItem", "DeleteItem"]),
      readsSecret(secrets.gateway, ENV.gatewaySecretId),
      readsSecret(secrets.officialAccounts, ENV.officialAccountsSecretId),
      putsEvents(bus),
    ],
  };
  const sender = new QueueFunction(scope, "Sender", {
    ...ofSender,
    description:
      "Sends replies and operators' commands through the gateway or WeChat's platform, within the accounts' rates",
    environment: { [ENV.outboundLane]: "live" },
    queue: lanes.outboundLive.queue,
    maximumConcurrency: settings.senderMaximumConcurrency,
  });
  // A function of its own: a broadcast never takes the concurrency of replies.
  const bulkSender = new QueueFunction(scope, "BulkSender", {
    ...ofSender,
    description:
      "Sends the commands of broadcasts through the gateway or WeChat's platform, by what the accounts' rates leave to them",
    environment: { [ENV.outboundLane]: "bulk" },
    queue: lanes.outboundBulk.queue,
    maximumConcurrency: settings.bulkSenderMaximumConcurrency,
  });

  const spoolDrain = new ScheduledFunction(scope, "SpoolDrain", {
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

  const ledgerSweep = new ScheduledFunction(scope, "LedgerSweep", {
    ...common,
    name: "ledger-sweep",
    description: "Ends commands of broken-off requests whose time is over",
    timeout: TIMEOUTS.ledgerSweep,
    every: Duration.hours(1),
    grants: [onTable(journal, ENV.journalTable, ["GetItem", "PutItem"], [INDEXES.journalByAttention.name])],
  });

  return { callback, officialCallback, consumer, ai: aiReplies, delivery, sender, bulkSender, spoolDrain, ledgerSweep };
}
