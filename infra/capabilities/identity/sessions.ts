import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { ENV } from "../../../shared/names.ts";
import { PEOPLE_RATE, VISITOR_RATE } from "../../constructs/front-door.ts";
import { type Grant, onPartitions, onRows, opens, seals } from "../../constructs/functions/grants.ts";
import type { HttpRoutes } from "../../constructs/functions/http.ts";
import { countedByAll } from "../../constructs/metrics.ts";
import type { AlarmRow, Fleet } from "../capability.ts";

const { GET, POST, DELETE, OPTIONS } = HttpMethod;

const ofPages = (path: string, methods: HttpMethod[]): HttpRoutes => ({
  path,
  methods: [...methods, OPTIONS],
  access: {
    publicBecause:
      "Pages of the account's allowed origins ask here: the function checks the origin, and the session's token or code.",
    upTo: PEOPLE_RATE,
  },
});

/** What pages ask about people's sessions. */
export const sessionRoutes: readonly HttpRoutes[] = [
  ofPages("/oauth/{appId}/session", [GET, DELETE]),
  ofPages("/oauth/{appId}/session/refresh", [POST]),
  ofPages("/oauth/{appId}/profile", [GET]),
  ofPages("/oauth/{appId}/token", [POST]),
  {
    path: "/oauth/jwks.json",
    methods: [GET],
    access: { publicBecause: "Gives public keys, by which others verify people's sessions.", upTo: VISITOR_RATE },
  },
];

/** What a function needs that begins people's sessions. */
export function opensSessions({ stateful }: Pick<Fleet<never>, "stateful">): readonly Grant[] {
  const { config, state, journal, sealKey } = stateful;
  return [
    onPartitions(config, ENV.configTable, ["session-keys"], ["GetItem", "PutItem"]),
    seals(sealKey, ["session-keys"]),
    opens(sealKey, ["session-keys"]),
    onRows(state, ENV.stateTable, "web-session#", ["GetItem", "PutItem", "DeleteItem"]),
    onRows(state, ENV.stateTable, "web-sessions-of#", ["GetItem", "PutItem"]),
    onRows(journal, ENV.journalTable, "person-of#", ["GetItem", "UpdateItem"]),
    onRows(journal, ENV.journalTable, "person#", ["UpdateItem", "DeleteItem"]),
  ];
}

/** What hands them to pages, and renews them while a person's grant lives. */
export function handsSessionsOut({ stateful }: Pick<Fleet<never>, "stateful">): readonly Grant[] {
  const { state, sealKey } = stateful;
  return [
    onRows(state, ENV.stateTable, "session-code#", ["PutItem", "DeleteItem"]),
    onRows(state, ENV.stateTable, "web-grant#", ["GetItem", "UpdateItem", "DeleteItem"]),
    opens(sealKey, ["web-grants"]),
  ];
}

/** The functions that begin people's sessions and read them, and those that ask what pages may do. */
const BEGIN_SESSIONS = ["oauth", "mini-login"];
const READ_WEB_ACCESS = ["oauth", "jssdk"];

export const sessionAlarms: readonly AlarmRow<never>[] = [
  {
    id: "SessionKeysNotReadAlarm",
    metric: () => countedByAll("SessionKeysNotRead", BEGIN_SESSIONS),
    withoutData: "ok",
    zh: "网页会话的签名密钥读取失败：沿用上一次读到的，没有读到过的实例无法登录和校验。请查看 oauth 和 mini-login 的日志，以及 DynamoDB 的状态。",
    en: "The keys of people's sessions were not read. Those that were read last serve on; new containers sign nobody in: see the logs of oauth and mini-login, and DynamoDB.",
  },
  {
    id: "SessionKeyNotRotatedAlarm",
    metric: () => countedByAll("SessionKeyNotRotated", BEGIN_SESSIONS),
    withoutData: "ok",
    zh: "网页会话的新签名密钥未能保存，现有密钥继续签名：请查看 oauth 和 mini-login 的日志，以及 DynamoDB 和 KMS 的状态。",
    en: "No new key for people's sessions could be kept; the present one signs on: see the logs of oauth and mini-login, DynamoDB and KMS.",
  },
  {
    id: "WebAccessUnreadableAlarm",
    metric: () => countedByAll("WebAccessUnreadable", READ_WEB_ACCESS),
    withoutData: "ok",
    zh: "有账号的网页设置（web-access 行）无法读取，其页面一律不被允许：请按 oauth 或 jssdk 日志中的 appId 重新设置。",
    en: "An account's web access is not readable, and its pages are allowed nothing: set it anew for the appId in the log of oauth or jssdk.",
  },
  {
    id: "PersonNotLinkedAlarm",
    metric: () => countedByAll("PersonNotLinked", BEGIN_SESSIONS),
    withoutData: "ok",
    zh: "登录用户的 unionid 关联未能保存，登录不受影响，下次登录时补上：请查看 oauth 和 mini-login 的日志，以及 DynamoDB 的状态。",
    en: "Whose openid it is was not kept at a sign-in. The next sign-in does it: see the logs of oauth and mini-login, and DynamoDB.",
  },
];
