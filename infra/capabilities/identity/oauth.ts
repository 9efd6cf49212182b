import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import type { Construct } from "constructs";
import { ENV, TIMEOUTS } from "../../../shared/names.ts";
import { PEOPLE_RATE } from "../../constructs/front-door.ts";
import { onRows, opens, readsSecret, seals } from "../../constructs/functions/grants.ts";
import { HttpFunction } from "../../constructs/functions/http.ts";
import { counted } from "../../constructs/metrics.ts";
import { defineCapability, type Fleet } from "../capability.ts";
import { handsSessionsOut, opensSessions, sessionAlarms, sessionRoutes } from "./sessions.ts";

/** So many sign-ins within five minutes that came to nothing by no doing of the people. */
const MANY_IN_TROUBLE = 5;

/** People who sign in on the web pages of accounts, by WeChat. */
export const oauth = defineCapability({
  functions: (scope: Construct, { common, api, outside, stateful }: Fleet<never>) => {
    const { config, state, secrets, sealKey } = stateful;
    const signIn = new HttpFunction(scope, "OAuth", {
      ...common,
      name: "oauth",
      description: "Signs people in on the web pages of Official Accounts",
      timeout: TIMEOUTS.oauth,
      callsWeChat: true,
      invocationsPerProcess: 16,
      environment: outside,
      api,
      routes: [
        {
          path: "/oauth/{appId}/start",
          methods: [HttpMethod.GET],
          access: {
            publicBecause:
              "People begin to sign in here: they are led to WeChat, and to addresses of the account alone.",
            upTo: PEOPLE_RATE,
          },
        },
        {
          path: "/oauth/{appId}/callback",
          methods: [HttpMethod.GET],
          access: {
            publicBecause: "People come back from WeChat: the function checks the single-use state and its browser.",
            upTo: PEOPLE_RATE,
          },
        },
        ...sessionRoutes,
      ],
      grants: [
        onRows(config, ENV.configTable, "web-access#", ["GetItem"]),
        onRows(config, ENV.configTable, "account#", ["GetItem"]),
        // By which WeChat is asked: the account's AppSecret, or its platform's ticket.
        onRows(config, ENV.configTable, "app-secret#", ["GetItem"]),
        onRows(config, ENV.configTable, "component#", ["GetItem"]),
        onRows(state, ENV.stateTable, "token#", ["GetItem", "UpdateItem"]),
        readsSecret(secrets.officialAccounts, ENV.officialAccountsSecretId),
        onRows(state, ENV.stateTable, "oauth-state#", ["GetItem", "PutItem", "DeleteItem"]),
        seals(sealKey, ["web-grants"]),
        opens(sealKey, ["app-secrets", "component-tokens"]),
        ...opensSessions({ stateful }),
        ...handsSessionsOut({ stateful }),
      ],
    });
    return { oauth: signIn };
  },
  alarms: [
    {
      id: "SignInAccountRefusedAlarm",
      metric: () => counted("SignInRefused", "oauth", { reason: "account" }),
      withoutData: "ok",
      zh: "网页登录时微信不接受账号的 AppSecret（或第三方平台的授权、出口 IP），用户无法登录：请查看 oauth 的日志，按其中的错误码处理。",
      en: "WeChat does not accept an account's AppSecret, its platform or the address at web sign-in, and nobody can sign in: see the log of oauth, and act by its errcode.",
    },
    {
      id: "SignInTroubleAlarm",
      metric: () => counted("SignInRefused", "oauth", { reason: "trouble" }),
      threshold: MANY_IN_TROUBLE,
      withoutData: "ok",
      zh: "多次网页登录未能完成（微信无应答或繁忙，或数据表、密钥不可用）：请查看 oauth 的日志。",
      en: "Web sign-ins came to nothing, by WeChat (busy, no answer) or by DynamoDB or KMS: see the log of oauth.",
    },
    {
      id: "WebGrantNotKeptAlarm",
      metric: () => counted("WebGrantNotKept", "oauth"),
      withoutData: "ok",
      zh: "用户的网页授权（刷新令牌）未能存下，登录不受影响，但之后无法续期：请查看 oauth 的日志，以及 DynamoDB 和 KMS 的状态。",
      en: "What people granted at web sign-in was not kept. They are signed in, and nothing can be renewed later: see the log of oauth, DynamoDB and KMS.",
    },
    ...sessionAlarms,
  ],
});
