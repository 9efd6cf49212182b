import { Duration } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { ENV, INDEXES, TIMEOUTS } from "../../../shared/names.ts";
import { onRows, onTable, opens, seals } from "../../constructs/functions/grants.ts";
import { ScheduledFunction } from "../../constructs/functions/scheduled.ts";
import { counted } from "../../constructs/metrics.ts";
import { defineCapability, type Fleet } from "../capability.ts";

/** Merchants of WeChat Pay: the certificates by which their notifications are checked. */
export const payMerchants = defineCapability({
  functions: (scope: Construct, { common, stateful }: Fleet<never>) => {
    const { config, sealKey } = stateful;
    const payWorker = new ScheduledFunction(scope, "PayWorker", {
      ...common,
      name: "pay-worker",
      description: "Fetches the certificates by which WeChat Pay signs for merchants",
      callsWeChat: true,
      timeout: TIMEOUTS.payWorker,
      every: Duration.hours(1),
      grants: [
        onRows(config, ENV.configTable, "merchant#", ["GetItem", "UpdateItem"]),
        onRows(config, ENV.configTable, "merchant-keys#", ["GetItem", "PutItem"]),
        onTable(config, ENV.configTable, [], [INDEXES.configByKind.name]),
        opens(sealKey, ["merchant-keys", "merchant-secrets"]),
        // It writes certificates, and no private key.
        seals(sealKey, ["merchant-keys"]),
      ],
    });
    return { payWorker };
  },
  alarms: [
    {
      id: "PayCertificatesOldAlarm",
      metric: () => counted("PayCertificatesOld", "pay-worker"),
      withoutData: "ok",
      zh: "有商户的微信支付平台证书超过一天没有获取成功，微信更换证书后支付通知会被拒绝：请查看 GET /api/merchants 中的 certificates.trouble，核对商户 API 私钥、证书序列号和 APIv3 密钥。",
      en: "A merchant's certificates of WeChat Pay were not fetched for a day; after a change its notifications would be refused. See certificates.trouble in GET /api/merchants: private key, serial, APIv3 key.",
    },
    {
      id: "PayCertificateEndsAlarm",
      metric: () => counted("PayCertificateEnds", "pay-worker"),
      withoutData: "ok",
      zh: "有商户的最后一张微信支付平台证书将在七天内到期或已失效，且没有下一张，也没有配置微信支付公钥：请在商户平台申请微信支付公钥并配置到该商户。",
      en: "A merchant's last certificate of WeChat Pay ends within a week or is gone, and neither a next one nor Pay's public key is there: get the public key at pay.weixin.qq.com and set it.",
    },
    {
      id: "MerchantKeysNotRefreshedAlarm",
      metric: () => counted("MerchantKeysNotRefreshed", "pay-callback"),
      withoutData: "ok",
      zh: "商户的微信支付密钥读取失败，沿用上一次的有效值；没有旧值的商户的通知会被答复 503：请查看 pay-callback 的日志，以及 DynamoDB 和 KMS 的状态。",
      en: "Keys of merchants were not read. The last good ones stay in force; without them WeChat Pay is answered 503. See the log of pay-callback, DynamoDB and KMS.",
    },
  ],
});
