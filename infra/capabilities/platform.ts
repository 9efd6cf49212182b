import { accountWide, FIVE_MINUTE_SUM, ofTable, share } from "../constructs/metrics.ts";
import { type AlarmRow, defineCapability } from "./capability.ts";

type TableName = "config" | "state" | "journal";

/** The operation that messages need most, by table: what DynamoDB's own errors on it say is true of the others. */
const BUSIEST = { config: "GetItem", state: "UpdateItem", journal: "PutItem" } as const;

/** The SDK tries throttled and failed calls again: a few of them do no harm. */
const MANY = 10;

function tableAlarms(name: TableName): readonly AlarmRow<never>[] {
  const id = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const throttled = (kind: "Read" | "Write", zh: string, en: string): AlarmRow<never> => ({
    id: `${id}${kind}ThrottledAlarm`,
    metric: ({ tables }) => ofTable(tables[name], `${kind}ThrottleEvents`),
    threshold: MANY,
    withoutData: "ok",
    zh: `数据表 ${name} 的${zh}被限流：请在 DynamoDB 控制台查看是否有热点键或流量突增。`,
    en: `DynamoDB throttles ${en} the table ${name}: look in its console for a hot key or a sudden rise of traffic.`,
  });
  return [
    throttled("Read", "读取", "reads of"),
    throttled("Write", "写入", "writes to"),
    {
      id: `${id}SystemErrorsAlarm`,
      metric: ({ tables }) => ofTable(tables[name], "SystemErrors", { Operation: BUSIEST[name] }),
      threshold: MANY,
      withoutData: "ok",
      zh: `数据表 ${name} 的请求因 DynamoDB 自身故障而失败：请查看 AWS 健康状况，消息会等待重试。`,
      en: `DynamoDB itself fails requests to the table ${name}: see AWS's health dashboard. Messages wait and are tried again.`,
    },
  ];
}

/**
 * What every capability stands on: Lambda, the HTTP API and the tables. Lambda's sums over all functions of the AWS account
 * and region are one metric, while a sum over this stack's functions would be billed as an alarm for each of them.
 */
export const platform = defineCapability({
  functions: () => ({}),
  alarms: [
    {
      id: "ErrorRateAlarm",
      metric: () => share(accountWide("Errors"), accountWide("Invocations")),
      withoutData: "ok",
      zh: "五分钟内超过百分之一的函数调用失败：请在仪表盘的 Errors 图中查看是哪个函数，再看它的日志。",
      en: "Over 1 % of the invocations failed in five minutes: the dashboard's graph of errors says of which functions.",
    },
    {
      id: "ThrottlesAlarm",
      metric: () => accountWide("Throttles"),
      withoutData: "ok",
      zh: "Lambda 拒绝了调用：账户并发额度或某个函数的预留并发已用完，请看仪表盘，并申请提高额度。",
      en: "Lambda refused invocations: the account's concurrency, or what a function reserved, is used up. See the dashboard.",
    },
    {
      id: "ServerErrorAlarm",
      metric: ({ api }) => share(api.metricServerError(FIVE_MINUTE_SUM), api.metricCount(FIVE_MINUTE_SUM)),
      withoutData: "ok",
      zh: "五分钟内超过百分之一的 HTTP 请求得到 5xx：可能有回调被拒，请在访问日志中查看是哪个路由。",
      en: "Over 1 % of the HTTP answers of five minutes were 5xx: callbacks may be refused. See the access log for the route.",
    },
    ...(["config", "state", "journal"] as const).flatMap(tableAlarms),
  ],
});
