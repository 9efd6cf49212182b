import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { RuleTargetInput } from "aws-cdk-lib/aws-events";
import { Duration } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { ENV, INDEXES, TIMEOUTS } from "../../../shared/names.ts";
import { CALLBACK_RATE, VISITOR_RATE } from "../../constructs/front-door.ts";
import { onQueue, onRows, onTable, opens, putsEvents, readsSecret, seals } from "../../constructs/functions/grants.ts";
import { HttpFunction } from "../../constructs/functions/http.ts";
import { QueueFunction } from "../../constructs/functions/queue.ts";
import { QueueRule } from "../../constructs/lanes/queue-rule.ts";
import { counted } from "../../constructs/metrics.ts";
import { defineCapability, type Fleet } from "../capability.ts";

/** Batches of tasks that are worked on at once: WeChat counts the calls that a platform makes in its own name. */
const AT_ONCE = 2;

/** Third-party platforms: their tickets, and the accounts whose owners give them to one. */
export const components = defineCapability({
  lanes: {
    componentTasks: {
      kind: "standard",
      workTimeout: TIMEOUTS.componentWorker,
      maxReceiveCount: 10,
      retention: Duration.days(4),
      acceptsEvents: true,
      late: {
        after: 1800,
        zh: "第三方平台的授权任务等待超过半小时，新授权的账号没有接入：请查看 component-worker 的日志和错误。",
        en: "Tasks on authorizations wait for over half an hour, and new accounts are not taken in: see the component worker's log.",
      },
    },
  },
  functions: (scope: Construct, fleet: Fleet<"componentTasks">) => {
    const { common, api, stateful } = fleet;
    const { config, state, lanes, sealKey } = stateful;
    const { queue } = lanes.componentTasks;
    const componentCallback = new HttpFunction(scope, "ComponentCallback", {
      ...common,
      name: "component-callback",
      description: "Keeps what WeChat tells third-party platforms: tickets and authorizations",
      timeout: TIMEOUTS.componentCallback,
      invocationsPerProcess: 16,
      maximumConcurrency: common.settings.callbackMaximumConcurrency,
      api,
      routes: [
        {
          path: "/callbacks/component/{componentAppId}",
          methods: [HttpMethod.POST],
          access: {
            publicBecause: "WeChat signs and encrypts: the function checks both by the platform's keys.",
            upTo: CALLBACK_RATE,
          },
        },
        {
          path: "/callbacks/component/{componentAppId}/authorized",
          methods: [HttpMethod.GET],
          access: {
            publicBecause: "An owner comes back from WeChat: the function checks the single-use state of the link.",
            upTo: VISITOR_RATE,
          },
        },
      ],
      grants: [
        // It seals tickets and codes, and opens neither.
        seals(sealKey, ["component-tokens"]),
        opens(sealKey, ["callback-keys"]),
        onRows(config, ENV.configTable, "callback-keys#", ["GetItem"]),
        onRows(config, ENV.configTable, "component#", ["GetItem", "UpdateItem"]),
        onRows(state, ENV.stateTable, "authorization-link#", ["DeleteItem"]),
        onQueue(queue, ENV.componentTasksQueueUrl, "SendMessage"),
      ],
    });
    const componentWorker = worker(scope, fleet);
    new QueueRule(scope, "ComponentHourly", {
      on: { every: Duration.hours(1) },
      queue,
      failures: common.failures,
      input: RuleTargetInput.fromObject({ type: "sweep" }),
    });
    return { componentCallback, componentWorker };
  },
  alarms: [
    {
      id: "ComponentCallbackNotTakenAlarm",
      metric: () => counted("CallbackNotTaken", "component-callback"),
      withoutData: "ok",
      zh: "第三方平台的票据或授权事件未能存下（5xx）：请查看 component-callback 的日志，以及 DynamoDB、SQS 和 KMS 的状态。",
      en: "Tickets or authorizations of a third-party platform could not be stored (5xx): see the log of component-callback, DynamoDB, SQS and KMS.",
    },
    {
      id: "VerifyTicketOldAlarm",
      metric: () => counted("VerifyTicketOld", "component-worker"),
      withoutData: "ok",
      zh: "第三方平台超过 11 小时没有收到 component_verify_ticket，12 小时后所有授权账号将无法换取令牌：请检查授权事件接收 URL，并执行 start-push-ticket。",
      en: "No verify ticket for over 11 hours; after 12 hours no account of the platform gets a token. Check the event URL at WeChat, and start the push.",
    },
    {
      id: "AuthorizationLostAlarm",
      metric: () => counted("AuthorizationLost", "component-worker"),
      withoutData: "ok",
      zh: "有授权账号的刷新令牌丢失，且无法从微信读回，该账号收发停止：请让账号管理员重新授权。",
      en: "An account's refresh token is lost and cannot be read back from WeChat: its owner has to authorize again.",
    },
  ],
});

function worker(scope: Construct, { common, stateful }: Fleet<"componentTasks">): QueueFunction {
  const { config, state, bus, lanes, secrets, sealKey } = stateful;
  const { queue } = lanes.componentTasks;
  return new QueueFunction(scope, "ComponentWorker", {
    ...common,
    name: "component-worker",
    description: "Exchanges authorization codes, registers and stops the accounts of third-party platforms",
    queuesItself: true,
    callsWeChat: true,
    timeout: TIMEOUTS.componentWorker,
    lane: lanes.componentTasks,
    state,
    maximumConcurrency: AT_ONCE,
    grants: [
      onTable(config, ENV.configTable, ["GetItem", "PutItem", "UpdateItem", "Query"], [INDEXES.configByKind.name]),
      onTable(state, ENV.stateTable, ["GetItem", "PutItem", "UpdateItem"]),
      seals(sealKey, ["component-tokens", "app-secrets", "callback-keys"]),
      opens(sealKey, ["component-tokens", "app-secrets", "callback-keys"]),
      onQueue(queue, ENV.componentTasksQueueUrl, "SendMessage"),
      readsSecret(secrets.officialAccounts, ENV.officialAccountsSecretId),
      putsEvents(bus),
    ],
  });
}
