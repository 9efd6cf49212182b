import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpJwtAuthorizer } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import type { Construct } from "constructs";
import { ENV, INDEXES, TIMEOUTS } from "../../shared/names.ts";
import { VISITOR_RATE } from "../constructs/front-door.ts";
import {
  type Grant,
  onBodies,
  onQueue,
  onRows,
  onTable,
  opens,
  publishesAlerts,
  putsEvents,
  readsSecret,
  seals,
  sendsToAny,
} from "../constructs/functions/grants.ts";
import { HttpFunction, type HttpRoutes } from "../constructs/functions/http.ts";
import { writeQueueArns } from "../constructs/queue-arns.ts";
import { type AccountMoveLanes, queuesAccountWork, wakesCommands } from "./account-moves.ts";
import { defineCapability, type Fleet } from "./capability.ts";
import { LARGE_BODIES } from "./dead-letters.ts";
import { reorderedAlarm } from "./reordered.ts";

type ApiLanes = AccountMoveLanes | "directory" | "broadcasts" | "componentTasks";

/** What operators call. */
export const operators = defineCapability({
  functions: (scope: Construct, fleet: Fleet<ApiLanes>) => {
    const api = new HttpFunction(scope, "Api", {
      ...fleet.common,
      name: "api",
      description: "The operators' API",
      timeout: TIMEOUTS.api,
      callsWeChat: true,
      // A whole core: 100,000 rules are judged and published within API Gateway's 30 s.
      memory: 1769,
      environment: {
        ...fleet.outside,
        [ENV.routingQueues]: writeQueueArns(fleet.settings.routingQueues),
        // Backtests give and take tags as far as the consumer does.
        [ENV.profileScope]: fleet.settings.profiles,
      },
      api: fleet.api,
      routes: routes(fleet),
      grants: grants(fleet),
    });
    return { api };
  },
  alarms: [reorderedAlarm("ApiReorderedAlarm", "api")],
});

function routes({ stateful }: Fleet<ApiLanes>): readonly HttpRoutes[] {
  const { issuer, audience } = stateful.operators;
  const { GET, POST, PUT, PATCH, DELETE } = HttpMethod;
  return [
    {
      path: "/healthz",
      methods: [GET],
      access: {
        publicBecause: "Answers whether the service is up, and tells nothing else.",
        upTo: VISITOR_RATE,
      },
    },
    {
      path: "/api/{proxy+}",
      methods: [GET, POST, PUT, PATCH, DELETE],
      access: { authorizer: new HttpJwtAuthorizer("Operators", issuer, { jwtAudience: [audience] }) },
    },
  ];
}

function grants({ stateful }: Fleet<ApiLanes>): readonly Grant[] {
  const { config, state, journal, bodies, alertTopic, bus, lanes, secrets, sealKey } = stateful;
  const { configByKind, stateByMute, journalByAttention, journalByAccount } = INDEXES;
  const everything = ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query"] as const;
  const journaling = ["BatchGetItem", "GetItem", "PutItem", "Query", "UpdateItem"] as const;
  return [
    onTable(config, ENV.configTable, everything, [configByKind.name]),
    onTable(state, ENV.stateTable, everything, [stateByMute.name]),
    onQueue(lanes.outboundLive.queue, ENV.outboundLiveQueueUrl, "SendMessage"),
    ...wakesCommands(lanes),
    ...queuesAccountWork(lanes),
    onTable(journal, ENV.journalTable, journaling, [journalByAttention.name, journalByAccount.name]),
    // Who a person is, is forgotten with the profile.
    onRows(journal, ENV.journalTable, "person#", ["DeleteItem"]),
    onRows(journal, ENV.journalTable, "person-of#", ["DeleteItem"]),
    onQueue(lanes.directory.queue, ENV.directoryQueueUrl, "SendMessage"),
    onQueue(lanes.broadcasts.queue, ENV.broadcastsQueueUrl, "SendMessage"),
    onQueue(lanes.componentTasks.queue, ENV.componentTasksQueueUrl, "SendMessage"),
    seals(sealKey, ["component-tokens"]),
    opens(sealKey, ["component-tokens"]),
    readsSecret(secrets.gateway, ENV.gatewaySecretId),
    readsSecret(secrets.officialAccounts, ENV.officialAccountsSecretId),
    seals(sealKey, ["callback-keys", "app-secrets"]),
    opens(sealKey, ["callback-keys", "app-secrets"]),
    seals(sealKey, ["merchant-keys", "merchant-secrets"]),
    opens(sealKey, ["merchant-keys", "merchant-secrets"]),
    readsSecret(secrets.alerts, ENV.alertsSecretId),
    readsSecret(secrets.webhook, ENV.webhookSecretId),
    publishesAlerts(alertTopic),
    putsEvents(bus),
    onBodies(bodies, ["GetObject", "PutObject"], "media/"),
    onBodies(bodies, ["GetObject"], "inbound/"),
    // Dead letters go back to any lane.
    sendsToAny(Object.values(lanes).map(({ queue }) => queue)),
    onBodies(bodies, ["GetObject", "DeleteObject"], LARGE_BODIES),
  ];
}
