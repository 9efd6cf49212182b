import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import type { Construct } from "constructs";
import { ENV, TIMEOUTS } from "../../../shared/names.ts";
import { CALLBACK_RATE } from "../../constructs/front-door.ts";
import { onQueue, onRows, opens, putsEvents } from "../../constructs/functions/grants.ts";
import { HttpFunction } from "../../constructs/functions/http.ts";
import { counted, SLOW, slowest } from "../../constructs/metrics.ts";
import { defineCapability, type Fleet } from "../capability.ts";

/** What WeChat Pay tells merchants: payments and refunds, on the bus and in the payers' chats. */
export const payNotifications = defineCapability({
  functions: (scope: Construct, { common, api, stateful }: Fleet<"inbound">) => {
    const { config, state, journal, bus, lanes, sealKey } = stateful;
    const payCallback = new HttpFunction(scope, "PayCallback", {
      ...common,
      name: "pay-callback",
      description: "Checks, decrypts and tells what WeChat Pay posts for merchants",
      timeout: TIMEOUTS.payCallback,
      invocationsPerProcess: 16,
      maximumConcurrency: common.settings.callbackMaximumConcurrency,
      api,
      routes: [
        {
          path: "/callbacks/wechat-pay/{mchId}",
          methods: [HttpMethod.POST],
          access: {
            publicBecause: "WeChat Pay signs: the function checks the signature by Pay's certificates and public key.",
            upTo: CALLBACK_RATE,
          },
        },
      ],
      grants: [
        onRows(config, ENV.configTable, "merchant-keys#", ["GetItem"]),
        opens(sealKey, ["merchant-keys"]),
        onRows(config, ENV.configTable, "account#", ["GetItem"]),
        // Who tells which news, and whether it was told.
        onRows(journal, ENV.journalTable, "pay#", ["GetItem", "UpdateItem"]),
        onQueue(lanes.inbound.queue, ENV.inboundQueueUrl, "SendMessage"),
        onRows(state, ENV.stateTable, "spool#", ["GetItem", "UpdateItem"]),
        onRows(journal, ENV.journalTable, "spool#", ["PutItem"]),
        putsEvents(bus),
      ],
    });
    return { payCallback };
  },
  alarms: [
    {
      id: "PayCallbackNotTakenAlarm",
      metric: () => counted("CallbackNotTaken", "pay-callback"),
      withoutData: "ok",
      zh: "有微信支付通知未能处理（5xx），或签名正确但内容无法解析（400），微信会在一天内重发最多 15 次：请查看 pay-callback 的日志，以及 DynamoDB、SQS、EventBridge 和 KMS 的状态。",
      en: "Notifications of WeChat Pay were not taken (5xx), or were signed and could not be read (400); it repeats each up to 15 times within a day. See the log of pay-callback, DynamoDB, SQS, EventBridge and KMS.",
    },
    {
      id: "PayCallbackSlowAlarm",
      metric: ({ lambda }) => slowest(lambda("payCallback")),
      ...SLOW,
      zh: "微信支付通知的处理变慢（p99 超过两秒）：微信等待五秒，请查看 pay-callback 的日志，以及 DynamoDB、SQS 和 EventBridge。",
      en: "Notifications of WeChat Pay take over 2 s (p99), and it waits 5: see the log of pay-callback, DynamoDB, SQS and EventBridge.",
    },
    {
      id: "PaySignatureRefusedAlarm",
      metric: () => counted("PaySignatureRefused", "pay-callback"),
      // WeChat Pay sends a notification that is refused four times in the first minute and a half.
      threshold: 3,
      withoutData: "ok",
      zh: "五分钟内有多个微信支付通知的签名或密文不被接受：请查看 pay-callback 的日志（reason、serial）。商户平台上有这个 serial，或 reason 为 decryption、other-merchant 时，请核对商户的 APIv3 密钥、微信支付公钥和平台证书；否则是外人伪造的请求，无需处理。",
      en: "Several notifications of WeChat Pay were refused for their signature or cipher: see the log of pay-callback (reason, serial). Where the merchant platform shows that serial, or the reason is decryption or other-merchant, check the APIv3 key, Pay's public key and the certificates; else strangers forged them, and nothing is wrong.",
    },
  ],
});
