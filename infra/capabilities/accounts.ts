import { Duration } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { ENV, TIMEOUTS } from "../../shared/names.ts";
import { onTable, putsEvents, readsSecret } from "../constructs/functions/grants.ts";
import { QueueFunction } from "../constructs/functions/queue.ts";
import { counted } from "../constructs/metrics.ts";
import { type AccountMoveLanes, queuesAccountWork, wakesCommands } from "./account-moves.ts";
import { defineCapability, type Fleet } from "./capability.ts";

/** Work on single accounts: checks, reconnections, logins. */
export const accounts = defineCapability({
  lanes: {
    accountTasks: {
      kind: "standard",
      workTimeout: TIMEOUTS.accountWorker,
      maxReceiveCount: 5,
      retention: Duration.days(1),
      late: {
        // A task may be meant for 15 minutes later.
        after: 1800,
        zh: "账号任务等待超过半小时，检查、重连和登录停滞：请查看 account-worker 的日志和错误。",
        en: "Tasks on accounts wait for over half an hour: checks, reconnections and logins stand still. See the account worker's log.",
      },
    },
  },
  functions: (scope: Construct, { common, outside, settings, stateful }: Fleet<AccountMoveLanes>) => {
    const { config, state, bus, lanes, secrets } = stateful;
    const accountWorker = new QueueFunction(scope, "AccountWorker", {
      ...common,
      name: "account-worker",
      description: "Checks, reconnects and logs in single accounts",
      environment: outside,
      queuesItself: true,
      timeout: TIMEOUTS.accountWorker,
      invocationsPerProcess: 16,
      lane: lanes.accountTasks,
      state,
      maximumConcurrency: settings.accountWorkerMaximumConcurrency,
      grants: [
        onTable(config, ENV.configTable, ["GetItem", "UpdateItem"]),
        onTable(state, ENV.stateTable, ["GetItem", "PutItem", "UpdateItem"]),
        ...queuesAccountWork(lanes),
        ...wakesCommands(lanes),
        readsSecret(secrets.callback, ENV.callbackSecretId),
        readsSecret(secrets.gateway, ENV.gatewaySecretId),
        putsEvents(bus),
      ],
    });
    return { accountWorker };
  },
  alarms: [
    {
      id: "CallbackNotSetAlarm",
      metric: () => counted("CallbackNotSet", "account-worker"),
      withoutData: "ok",
      zh: "网关不接受回调地址，收不到消息：请查看 account-worker 的日志。",
      en: "The gateway does not take the callback URL: messages do not come in. See the account worker's log.",
    },
  ],
});
