import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import type { Construct } from "constructs";
import { ENV, TIMEOUTS } from "../../shared/names.ts";
import { CALLBACK_RATE } from "../constructs/front-door.ts";
import {
  onBodies,
  onPartitions,
  onQueue,
  onRows,
  opens,
  putsEvents,
  readsSecret,
} from "../constructs/functions/grants.ts";
import { HttpFunction } from "../constructs/functions/http.ts";
import { counted, SLOW, slowest } from "../constructs/metrics.ts";
import { defineCapability, type Fleet } from "./capability.ts";

/** Callbacks of WeChat for Official Accounts. Their replies leave by the sender, as all others do. */
export const official = defineCapability({
  functions: (scope: Construct, { common, api, stateful }: Fleet<"inbound">) => {
    const { config, state, journal, bodies, bus, lanes, secrets, sealKey } = stateful;
    const officialCallback = new HttpFunction(scope, "OfficialCallback", {
      ...common,
      name: "official-callback",
      description: "Checks, decrypts, normalizes and queues what WeChat posts for Official Accounts",
      timeout: TIMEOUTS.officialCallback,
      invocationsPerProcess: 16,
      environment: { [ENV.profileScope]: common.settings.profiles },
      maximumConcurrency: common.settings.callbackMaximumConcurrency,
      api,
      routes: [
        {
          path: "/callbacks/official-account/{appId}",
          methods: [HttpMethod.GET, HttpMethod.POST],
          access: {
            publicBecause: "WeChat signs: the function checks the signature by the account's Token.",
            upTo: CALLBACK_RATE,
          },
        },
        {
          path: "/callbacks/component/{componentAppId}/{appId}",
          methods: [HttpMethod.POST],
          access: {
            publicBecause: "WeChat signs and encrypts: the function checks both by the third-party platform's keys.",
            upTo: CALLBACK_RATE,
          },
        },
      ],
      grants: [
        onQueue(lanes.inbound.queue, ENV.inboundQueueUrl, "SendMessage"),
        onRows(config, ENV.configTable, "callback-keys#", ["GetItem"]),
        opens(sealKey, ["callback-keys"]),
        // For accounts whose keys are in the one secret still.
        readsSecret(secrets.officialAccounts, ENV.officialAccountsSecretId),
        onRows(state, ENV.stateTable, "spool#", ["GetItem", "UpdateItem"]),
        onRows(state, ENV.stateTable, "lease#nonce#", ["GetItem", "PutItem"]),
        onRows(journal, ENV.journalTable, "spool#", ["PutItem"]),
        // Answers in the callback: the rules and what they ask for, the decision, the command's row.
        onPartitions(config, ENV.configTable, ["rules", "rule-parts", "routing", "settings", "ai"], ["GetItem"]),
        onRows(config, ENV.configTable, "account#", ["GetItem"]),
        onRows(state, ENV.stateTable, "talk#", ["GetItem"]),
        onRows(state, ENV.stateTable, "cooldown#", ["GetItem"]),
        onRows(state, ENV.stateTable, "media#", ["GetItem"]),
        onRows(state, ENV.stateTable, "passive#", ["GetItem", "PutItem", "DeleteItem"]),
        onRows(state, ENV.stateTable, "lease#passive#", ["GetItem", "PutItem", "DeleteItem"]),
        onRows(journal, ENV.journalTable, "conv#", ["GetItem", "PutItem", "Query"]),
        onRows(journal, ENV.journalTable, "cmd#", ["GetItem", "PutItem", "UpdateItem"]),
        putsEvents(bus),
        onBodies(bodies, ["PutObject"], "inbound/"),
      ],
    });
    return { officialCallback };
  },
  alarms: [
    {
      id: "OfficialCallbackNotTakenAlarm",
      metric: () => counted("CallbackNotTaken", "official-callback"),
      withoutData: "ok",
      zh: "有公众号、小程序的回调未能存下（5xx），微信会重发两次：请查看 official-callback 的日志，以及 DynamoDB 和 SQS 的状态。",
      en: "Callbacks of WeChat could not be stored (5xx); WeChat repeats them twice. See the log of official-callback, DynamoDB and SQS.",
    },
    {
      id: "OfficialCallbackSlowAlarm",
      metric: ({ lambda }) => slowest(lambda("officialCallback")),
      ...SLOW,
      zh: "公众号、小程序回调的处理变慢（p99 超过两秒）：微信等待五秒，请查看 official-callback 的日志，以及 SQS 和 DynamoDB。",
      en: "Callbacks of WeChat take over 2 s (p99), and WeChat waits 5: see the log of official-callback, SQS and DynamoDB.",
    },
    {
      id: "CredentialsNotRefreshedAlarm",
      metric: () => counted("CredentialsNotRefreshed", "official-callback"),
      withoutData: "ok",
      zh: "公众号、小程序的回调密钥读取失败，沿用上一次的有效值；没有旧值的账号会被答复 503：请查看 official-callback 的日志，以及 DynamoDB 和 KMS 的状态。",
      en: "Callback keys of Official Accounts and mini programs were not read. The last good ones stay in force; without them WeChat is answered 503. See the log of official-callback, DynamoDB and KMS.",
    },
    {
      id: "PassiveLateAlarm",
      metric: () => counted("PassiveLate", "official-callback"),
      withoutData: "ok",
      zh: "有被动回复超过 4.5 秒才作答，粉丝可能看到“该公众号暂时无法提供服务”：请查看 official-callback 的日志，以及 DynamoDB 和 SQS。",
      en: "Answers in callbacks took over 4.5 s, and a person may read of a fault: see the log of official-callback, DynamoDB and SQS.",
    },
    {
      id: "TokenNotRefreshedAlarm",
      metric: () => counted("TokenNotRefreshed", "sender", { lane: "live" }),
      withoutData: "ok",
      zh: "公众号或小程序的 access_token 取不到，回复在等待：请查看 sender 的日志（AppSecret、IP 白名单）。",
      en: "WeChat gives no access_token for an Official Account or mini program: replies wait. See the sender's log (AppSecret, IP allowlist).",
    },
    {
      id: "BroadcastTokenNotRefreshedAlarm",
      metric: () => counted("TokenNotRefreshed", "sender", { lane: "bulk" }),
      withoutData: "ok",
      zh: "公众号或小程序的 access_token 取不到，群发在等待：请查看 bulk sender 的日志（AppSecret、IP 白名单）。",
      en: "WeChat gives no access_token for an Official Account or mini program: broadcasts wait. See the bulk sender's log (AppSecret, IP allowlist).",
    },
    {
      id: "WeixinAccountRefusedAlarm",
      metric: () => counted("WeixinAccountRefused", "api"),
      withoutData: "ok",
      zh: "微信不接受账号的 AppSecret、access_token 或出口 IP，操作员的调用失败：请查看 api 的日志，按其中的错误码处理。",
      en: "WeChat does not accept an account's AppSecret, token or address, and operators' calls fail: see the log of api, and act by its errcode.",
    },
  ],
});
