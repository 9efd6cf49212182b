import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import type { Construct } from "constructs";
import { ENV, TIMEOUTS } from "../../../shared/names.ts";
import { PEOPLE_RATE } from "../../constructs/front-door.ts";
import { onRows } from "../../constructs/functions/grants.ts";
import { HttpFunction } from "../../constructs/functions/http.ts";
import { counted } from "../../constructs/metrics.ts";
import { defineCapability, type Fleet } from "../capability.ts";
import { callsInNamesOfAccounts } from "./calls.ts";

/** Signatures by which accounts' own pages use WeChat's JS-SDK. */
export const jssdk = defineCapability({
  functions: (scope: Construct, { common, api, stateful }: Fleet<never>) => {
    const signer = new HttpFunction(scope, "Jssdk", {
      ...common,
      name: "jssdk",
      description: "Signs pages of accounts' own sites for WeChat's JS-SDK",
      timeout: TIMEOUTS.jssdk,
      invocationsPerProcess: 16,
      callsWeChat: true,
      api,
      routes: [
        {
          path: "/jssdk/{appId}/signature",
          methods: [HttpMethod.GET, HttpMethod.OPTIONS],
          access: {
            publicBecause:
              "Every visitor of a page needs a signature: the function signs pages of allowed origins only.",
            upTo: PEOPLE_RATE,
          },
        },
      ],
      grants: [
        onRows(stateful.config, ENV.configTable, "web-access#", ["GetItem"]),
        onRows(stateful.config, ENV.configTable, "account#", ["GetItem"]),
        ...callsInNamesOfAccounts(stateful),
      ],
    });
    return { jssdk: signer };
  },
  alarms: [
    {
      id: "PageNotSignedAlarm",
      metric: () => counted("PageNotSigned", "jssdk"),
      withoutData: "ok",
      zh: "网页的 JS-SDK 签名失败，取不到 jsapi_ticket：请查看 jssdk 的日志（AppSecret、IP 白名单、授权）。",
      en: "Pages get no JS-SDK signature, because WeChat gives no jsapi_ticket: see the log of jssdk (AppSecret, IP allowlist, authorization).",
    },
  ],
});
