import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import type { Construct } from "constructs";
import { ENV, TIMEOUTS } from "../../../shared/names.ts";
import { PEOPLE_RATE } from "../../constructs/front-door.ts";
import { onPartitions, onRows, opens, seals } from "../../constructs/functions/grants.ts";
import { HttpFunction } from "../../constructs/functions/http.ts";
import { counted } from "../../constructs/metrics.ts";
import { defineCapability, type Fleet } from "../capability.ts";
import { callsInNamesOfAccounts } from "./calls.ts";

const BY_SESSION = "People in mini programs have no operator's token: the function asks for the session of a login.";

const ROUTES = [
  {
    path: "/mini/{appId}/login",
    publicBecause:
      "People in mini programs log in here: the function has WeChat say who they are by the code of a login.",
  },
  { path: "/mini/{appId}/data", publicBecause: BY_SESSION },
  { path: "/mini/{appId}/phone", publicBecause: BY_SESSION },
  { path: "/mini/{appId}/check", publicBecause: BY_SESSION },
];

/** People who log in within mini programs, and what WeChat tells of them there. */
export const miniPrograms = defineCapability({
  functions: (scope: Construct, { common, api, outside, stateful }: Fleet<never>) => {
    const { config, state, journal, sealKey } = stateful;
    const miniLogin = new HttpFunction(scope, "MiniLogin", {
      ...common,
      name: "mini-login",
      description: "Signs people in within mini programs, and reads what WeChat encrypted for them",
      timeout: TIMEOUTS.miniLogin,
      invocationsPerProcess: 16,
      callsWeChat: true,
      environment: outside,
      api,
      routes: ROUTES.map(({ path, publicBecause }) => ({
        path,
        methods: [HttpMethod.POST],
        access: { publicBecause, upTo: PEOPLE_RATE },
      })),
      grants: [
        // People log in at mini programs alone.
        onRows(config, ENV.configTable, "account#", ["GetItem"]),
        ...callsInNamesOfAccounts(stateful),
        onRows(state, ENV.stateTable, "mini-key#", ["GetItem", "UpdateItem"]),
        onRows(state, ENV.stateTable, "web-session#", ["GetItem", "PutItem"]),
        onRows(state, ENV.stateTable, "web-sessions-of#", ["GetItem"]),
        onPartitions(config, ENV.configTable, ["session-keys"], ["GetItem", "PutItem"]),
        onRows(journal, ENV.journalTable, "person-of#", ["GetItem", "UpdateItem"]),
        onRows(journal, ENV.journalTable, "person#", ["UpdateItem", "DeleteItem"]),
        opens(sealKey, ["web-grants", "session-keys"]),
        seals(sealKey, ["web-grants", "session-keys"]),
      ],
    });
    return { miniLogin };
  },
  alarms: [
    {
      id: "MiniProgramFailedAlarm",
      metric: () => counted("MiniProgramRequests", "mini-login", { outcome: "failed" }),
      withoutData: "ok",
      zh: "小程序的登录或数据请求失败（5xx）：请查看 mini-login 的日志，以及微信、DynamoDB 和 KMS 的状态。",
      en: "Logins or requests of mini programs failed (5xx): see the log of mini-login, WeChat, DynamoDB and KMS.",
    },
    {
      id: "MiniProgramRefusedAlarm",
      metric: () => counted("WeixinAccountRefused", "mini-login"),
      withoutData: "ok",
      zh: "微信不接受小程序的 AppSecret、授权或出口 IP，小程序无法登录：请查看 mini-login 的日志，按其中的错误码处理。",
      en: "WeChat does not accept a mini program's AppSecret, authorization or address, and people cannot log in: see the log of mini-login, and act by its errcode.",
    },
  ],
});
