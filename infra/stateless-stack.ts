import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpJwtAuthorizer } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { EventField, RuleTargetInput, Schedule } from "aws-cdk-lib/aws-events";
import { CfnOutput, Duration, Validations } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { ENV, EVENTS, INDEXES, TIMEOUTS } from "../shared/names.ts";
import { FrontDoor } from "./constructs/front-door.ts";
import { onObjects, onQueue, onTable, publishesAlerts, putsEvents, readsSecret, sendsTo } from "./constructs/grants.ts";
import { HttpFunction } from "./constructs/http-function.ts";
import { QueueFunction } from "./constructs/queue-function.ts";
import { QueueRule } from "./constructs/queue-rule.ts";
import { ScheduledFunction } from "./constructs/scheduled-function.ts";
import { FleetStack } from "./fleet-stack.ts";
import { Observability } from "./observability.ts";
import { Poller } from "./poller.ts";
import type { Settings } from "./settings.ts";
import type { StatefulStack } from "./stateful-stack.ts";

type StatelessProps = { readonly stateful: StatefulStack; readonly functionsDir: string };

/** The functions, what calls them, and what watches them. It holds no data and can be deleted and made again. */
export class StatelessStack extends FleetStack {
  constructor(scope: Construct, id: string, settings: Settings, props: StatelessProps) {
    super(scope, id, settings, { description: "wechat-fleet: functions, HTTP API, alarms" });
    const { functionsDir } = props;
    const {
      config,
      state,
      journal,
      inbound,
      outboundLive,
      ai,
      accountTasks,
      heartbeats,
      directory,
      alerts,
      deliveries,
      bodies,
      callbackSecret,
      gatewaySecret,
      alertsSecret,
      aiSecret,
      webhookSecret,
      alertTopicArn,
      bus,
      operators,
    } = props.stateful;
    const common = { settings, functionsDir };
    const { api } = new FrontDoor(this, "Http", settings);
    const outside = { [ENV.publicUrl]: settings.publicUrl ?? api.apiEndpoint };

    const callback = new HttpFunction(this, "Callback", {
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
        onQueue(inbound.queue, ENV.inboundQueueUrl, "SendMessage"),
        readsSecret(callbackSecret, ENV.callbackSecretId),
        onTable(state, ENV.stateTable, ["GetItem", "UpdateItem"]),
        onTable(journal, ENV.journalTable, ["PutItem"]),
        putsEvents(bus),
        onObjects(bodies, ["PutObject"]),
      ],
    });

    const consumer = new QueueFunction(this, "Consumer", {
      ...common,
      name: "consumer",
      description: "Decides on each inbound message once, and queues the commands",
      timeout: TIMEOUTS.consumer,
      environment: { [ENV.profileScope]: settings.profiles, [ENV.behaviourEvents]: settings.behaviourEvents },
      queue: inbound.queue,
      maximumConcurrency: settings.consumerMaximumConcurrency,
      grants: [
        onQueue(outboundLive.queue, ENV.outboundLiveQueueUrl, "SendMessage"),
        onQueue(ai.queue, ENV.aiQueueUrl, "SendMessage"),
        onQueue(accountTasks.queue, ENV.accountTasksQueueUrl, "SendMessage"),
        onQueue(directory.queue, ENV.directoryQueueUrl, "SendMessage"),
        onQueue(deliveries.queue, ENV.deliveriesQueueUrl, "SendMessage"),
        onTable(journal, ENV.journalTable, ["BatchGetItem", "GetItem", "PutItem", "Query"]),
        onTable(config, ENV.configTable, ["GetItem", "PutItem"], [INDEXES.configByKind.name]),
        onTable(state, ENV.stateTable, ["GetItem", "UpdateItem"]),
        putsEvents(bus),
        onObjects(bodies, ["GetObject"]),
      ],
    });

    const aiReplies = new QueueFunction(this, "Ai", {
      ...common,
      name: "ai",
      description: "Has questions answered by a language model, and queues the answers",
      timeout: TIMEOUTS.ai,
      queue: ai.queue,
      maximumConcurrency: settings.aiMaximumConcurrency,
      grants: [
        onQueue(outboundLive.queue, ENV.outboundLiveQueueUrl, "SendMessage"),
        onTable(journal, ENV.journalTable, ["GetItem", "UpdateItem", "Query"]),
        onTable(config, ENV.configTable, ["GetItem"]),
        onTable(state, ENV.stateTable, ["GetItem", "PutItem", "UpdateItem", "DeleteItem"]),
        readsSecret(aiSecret, ENV.aiSecretId),
        putsEvents(bus),
      ],
    });
    const delivery = new QueueFunction(this, "Delivery", {
      ...common,
      name: "delivery",
      description: "Delivers messages and events to targets outside, and queues what webhooks answer",
      timeout: TIMEOUTS.delivery,
      queue: deliveries.queue,
      maximumConcurrency: settings.deliveryMaximumConcurrency,
      grants: [
        onQueue(deliveries.queue, ENV.deliveriesQueueUrl, "ChangeMessageVisibility"),
        onQueue(outboundLive.queue, ENV.outboundLiveQueueUrl, "SendMessage"),
        onTable(config, ENV.configTable, ["GetItem"]),
        onTable(state, ENV.stateTable, ["GetItem", "PutItem", "UpdateItem", "DeleteItem"]),
        readsSecret(webhookSecret, ENV.webhookSecretId),
        putsEvents(bus),
        sendsTo(settings.routingQueues),
      ],
    });

    const sender = new QueueFunction(this, "Sender", {
      ...common,
      name: "sender",
      description: "Sends commands through the gateway, within the accounts' rates",
      timeout: TIMEOUTS.sender,
      queue: outboundLive.queue,
      maximumConcurrency: settings.senderMaximumConcurrency,
      grants: [
        onQueue(outboundLive.queue, ENV.outboundLiveQueueUrl, "ChangeMessageVisibility"),
        onQueue(accountTasks.queue, ENV.accountTasksQueueUrl, "SendMessage"),
        onQueue(heartbeats.queue, ENV.heartbeatsQueueUrl, "SendMessage"),
        onTable(journal, ENV.journalTable, ["GetItem", "PutItem", "UpdateItem"]),
        onTable(config, ENV.configTable, ["GetItem", "UpdateItem"]),
        onTable(state, ENV.stateTable, ["GetItem", "PutItem", "UpdateItem", "DeleteItem"]),
        readsSecret(gatewaySecret, ENV.gatewaySecretId),
        putsEvents(bus),
      ],
    });

    const accountWorker = new QueueFunction(this, "AccountWorker", {
      ...common,
      name: "account-worker",
      description: "Checks, reconnects and logs in single accounts",
      environment: outside,
      timeout: TIMEOUTS.accountWorker,
      queue: accountTasks.queue,
      maximumConcurrency: settings.accountWorkerMaximumConcurrency,
      grants: [
        onTable(config, ENV.configTable, ["GetItem", "UpdateItem"]),
        onTable(state, ENV.stateTable, ["GetItem", "PutItem", "UpdateItem", "DeleteItem"]),
        onQueue(accountTasks.queue, ENV.accountTasksQueueUrl, "SendMessage"),
        onQueue(heartbeats.queue, ENV.heartbeatsQueueUrl, "SendMessage"),
        onQueue(outboundLive.queue, ENV.outboundLiveQueueUrl, "ChangeMessageVisibility"),
        readsSecret(callbackSecret, ENV.callbackSecretId),
        readsSecret(gatewaySecret, ENV.gatewaySecretId),
        putsEvents(bus),
      ],
    });
    const views = new QueueFunction(this, "Directory", {
      ...common,
      name: "directory",
      description: "Keeps the views of contacts and groups up to date",
      timeout: TIMEOUTS.directory,
      queue: directory.queue,
      maximumConcurrency: settings.directoryMaximumConcurrency,
      grants: [
        onTable(config, ENV.configTable, ["GetItem", "Query"], [INDEXES.configByKind.name]),
        onTable(journal, ENV.journalTable, ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query"]),
        onQueue(directory.queue, ENV.directoryQueueUrl, "SendMessage"),
        readsSecret(gatewaySecret, ENV.gatewaySecretId),
      ],
    });
    new QueueRule(this, "DirectoryOnline", {
      on: {
        bus,
        pattern: {
          source: [EVENTS.source],
          detailType: [EVENTS.accountStateChanged],
          detail: { to: ["ONLINE"] },
        },
      },
      queue: directory.queue,
      input: RuleTargetInput.fromObject({
        type: "sync-account",
        appId: EventField.fromPath("$.detail.appId"),
        request: EventField.eventId,
      }),
    });
    new QueueRule(this, "DirectoryHourly", {
      on: { schedule: Schedule.rate(Duration.hours(1)) },
      queue: directory.queue,
      input: RuleTargetInput.fromObject({ type: "sync-due" }),
    });

    const heartbeatPlanner = new ScheduledFunction(this, "HeartbeatPlanner", {
      ...common,
      name: "heartbeat-planner",
      description: "Queues the beats of each minute",
      timeout: TIMEOUTS.heartbeatPlanner,
      every: Duration.minutes(1),
      grants: [
        onTable(config, ENV.configTable, [], [INDEXES.configByKind.name]),
        onQueue(heartbeats.queue, ENV.heartbeatsQueueUrl, "SendMessage"),
      ],
    });

    const heartbeat = new QueueFunction(this, "Heartbeat", {
      ...common,
      name: "heartbeat",
      description: "Asks whether accounts are online",
      timeout: TIMEOUTS.heartbeat,
      queue: heartbeats.queue,
      maximumConcurrency: settings.heartbeatMaximumConcurrency,
      grants: [
        onTable(config, ENV.configTable, ["BatchGetItem", "GetItem", "UpdateItem"]),
        onTable(state, ENV.stateTable, ["BatchGetItem", "GetItem", "UpdateItem", "DeleteItem"]),
        onQueue(accountTasks.queue, ENV.accountTasksQueueUrl, "SendMessage"),
        onQueue(heartbeats.queue, ENV.heartbeatsQueueUrl, "SendMessage"),
        onQueue(outboundLive.queue, ENV.outboundLiveQueueUrl, "ChangeMessageVisibility"),
        readsSecret(gatewaySecret, ENV.gatewaySecretId),
        putsEvents(bus),
      ],
    });

    const { GET, POST, PUT, PATCH, DELETE } = HttpMethod;
    const authorizer = new HttpJwtAuthorizer("Operators", operators.issuer, { jwtAudience: [operators.audience] });
    const operatorApi = new HttpFunction(this, "Api", {
      ...common,
      name: "api",
      description: "The operators' API",
      timeout: TIMEOUTS.api,
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
        onTable(state, ENV.stateTable, ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query"]),
        onQueue(outboundLive.queue, ENV.outboundLiveQueueUrl, "SendMessage"),
        onQueue(outboundLive.queue, ENV.outboundLiveQueueUrl, "ChangeMessageVisibility"),
        onQueue(accountTasks.queue, ENV.accountTasksQueueUrl, "SendMessage"),
        onQueue(heartbeats.queue, ENV.heartbeatsQueueUrl, "SendMessage"),
        onTable(
          journal,
          ENV.journalTable,
          ["BatchGetItem", "GetItem", "PutItem", "Query"],
          [INDEXES.journalByAttention.name, INDEXES.journalByAccount.name],
        ),
        onQueue(directory.queue, ENV.directoryQueueUrl, "SendMessage"),
        readsSecret(gatewaySecret, ENV.gatewaySecretId),
        readsSecret(alertsSecret, ENV.alertsSecretId),
        readsSecret(webhookSecret, ENV.webhookSecretId),
        publishesAlerts(alertTopicArn),
        putsEvents(bus),
        onObjects(bodies, ["GetObject", "PutObject"], "media/"),
        onObjects(bodies, ["GetObject"], "inbound/"),
      ],
    });

    const notifier = new QueueFunction(this, "Notifier", {
      ...common,
      name: "notifier",
      description: "Gathers alerts and tells the operators' groups and topic",
      timeout: TIMEOUTS.notifier,
      queue: alerts.queue,
      maximumConcurrency: 2,
      grants: [
        onTable(config, ENV.configTable, ["GetItem"]),
        onTable(state, ENV.stateTable, ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query"]),
        onQueue(alerts.queue, ENV.alertsQueueUrl, "SendMessage"),
        readsSecret(alertsSecret, ENV.alertsSecretId),
        publishesAlerts(alertTopicArn),
      ],
    });

    const loginPage = new HttpFunction(this, "LoginPage", {
      ...common,
      name: "login-page",
      description: "Shows the code of a login to whoever has its link",
      timeout: TIMEOUTS.loginPage,
      api,
      routes: [
        {
          path: "/login/{appId}/{key}",
          methods: [GET],
          access: {
            publicBecause:
              "Who scans has a phone and no token: the function compares the key in the path, which is good for minutes.",
          },
        },
      ],
      grants: [onTable(state, ENV.stateTable, ["GetItem"])],
    });

    const spoolDrain = new ScheduledFunction(this, "SpoolDrain", {
      ...common,
      name: "spool-drain",
      description: "Moves spooled callbacks into the inbound queue, in order",
      timeout: TIMEOUTS.spoolDrain,
      every: Duration.minutes(1),
      alsoOn: { bus, pattern: { source: [EVENTS.source], detailType: [EVENTS.spoolOpened] } },
      grants: [
        onTable(journal, ENV.journalTable, ["DeleteItem", "Query"]),
        onTable(state, ENV.stateTable, ["GetItem", "PutItem", "UpdateItem", "DeleteItem"]),
        onQueue(inbound.queue, ENV.inboundQueueUrl, "SendMessage"),
      ],
    });

    const pollers = settings.pollers > 0 ? { poller: new Poller(this, "Poller", { ...common, ...props }) } : {};

    const bodiesArn = `${props.stateful.stackName}:ExportsOutputFnGetAttBodiesBucketArnC7E4898A`;
    Validations.of(operatorApi.role).acknowledge(
      {
        id: `AwsSolutions-IAM5[Resource::${bodiesArn}/media/*]`,
        reason: "Every object below media/ is a received file, under a name made when it is stored.",
      },
      {
        id: `AwsSolutions-IAM5[Resource::${bodiesArn}/inbound/*]`,
        reason: "Every object below inbound/ is a received message, under a name made when it is stored.",
      },
    );
    for (const { role } of [callback, consumer, ...Object.values(pollers)]) {
      Validations.of(role).acknowledge({
        id: `AwsSolutions-IAM5[Resource::${bodiesArn}/*]`,
        reason:
          "Every object of this bucket is a body, under a name made when it is stored: the wildcard is the bucket.",
      });
    }
    new Observability(this, "Observability", {
      settings,
      api,
      lanes: { inbound, outboundLive, ai, accountTasks, heartbeats, directory, alerts, deliveries },
      functions: {
        callback,
        consumer,
        sender,
        ai: aiReplies,
        delivery,
        accountWorker,
        directory: views,
        heartbeatPlanner,
        heartbeat,
        api: operatorApi,
        notifier,
        loginPage,
        spoolDrain,
        ...pollers,
      },
    });
    new CfnOutput(this, "HttpApiUrl", { value: api.apiEndpoint });
  }
}
