import { PRICES } from "./prices.ts";
import type { Usage } from "./usage.ts";

/** One thing that is billed: how many units of it, by whom, and what they cost in US dollars. */
export type Line = {
  readonly service: string;
  readonly unit: string;
  /** A function, a queue, or what else used it. */
  readonly by: string;
  readonly units: number;
  readonly usd: number;
};

/** Whose lines are wanted: functions by their name in the template, lanes by the name of their queue. */
export type Scope = { readonly functions: RegExp; readonly queues: RegExp; readonly http: boolean };

/** What a message takes from the callback to its answer. */
export const MESSAGES: Scope = {
  functions: /-(Callback|OfficialCallback|Consumer|Ai|Delivery|Sender|BulkSender)Function$/,
  queues: /(Inbound|OutboundLive|OutboundBulk|Ai|Deliveries)LaneQueue/,
  http: true,
};

/** What asks all accounts whether they are online. */
export const HEARTBEATS: Scope = {
  functions: /-(HeartbeatPlanner|Heartbeat)Function$/,
  queues: /HeartbeatsLaneQueue/,
  http: false,
};

/**
 * A callback's line of the access log (`infra/constructs/front-door.ts`) has about 200 bytes, and an event 26 beside.
 */
const ACCESS_LOG_BYTES = 226;

/** A bill's lines, in the order of the services that a message meets. Lines without units are left out. */
export function billOf(usage: Usage, scope: Scope): Line[] {
  const functions = Object.entries(usage.functions).filter(([name]) => scope.functions.test(name));
  const lines: Line[] = [
    ...(scope.http ? httpLines(usage.billed.http) : []),
    ...functions.flatMap(([name, { invocations, billedGbMs, logBytes }]) => [
      line("Lambda", "requests", name, invocations, PRICES.invocation),
      line("Lambda", "GB-seconds", name, billedGbMs / 1000, PRICES.gbSecond),
      line("CloudWatch Logs", "bytes", name, logBytes, PRICES.logByte),
    ]),
    ...queueLines(usage, scope.queues),
    ...functions.flatMap(([name]) => tableLines(usage, name)),
    ...functions.flatMap(([name]) => callLines(usage, name)),
  ];
  if (scope.http) lines.push(line("EventBridge", "events", "all", usage.billed.events, PRICES.event));
  return lines.filter(({ units }) => units > 0);
}

/** Sums of a bill by `service` or by who used it, in US dollars, the largest first. */
export function sumsBy(lines: readonly Line[], key: "service" | "by"): readonly (readonly [string, number])[] {
  return [...Map.groupBy(lines, (one) => one[key])]
    .map(([name, group]) => [name, total(group)] as const)
    .sort(([, a], [, b]) => b - a);
}

export const total = (lines: readonly Line[]): number => lines.reduce((sum, { usd }) => sum + usd, 0);

function httpLines(requests: number): Line[] {
  return [
    line("HTTP API", "requests", "HTTP API", requests, PRICES.httpRequest),
    line("CloudWatch Logs", "bytes", "access log", requests * ACCESS_LOG_BYTES, PRICES.logByte),
  ];
}

/** Empty receives are left out: they are the long polls of the lanes, which cost the same at idle. */
function queueLines({ billed, pollers }: Usage, wanted: RegExp): Line[] {
  const requests = new Map<string, number>();
  const add = (queue: string, count: number) => requests.set(queue, (requests.get(queue) ?? 0) + count);
  for (const [queue, count] of Object.entries(billed.sqs)) add(queue, count);
  for (const { queue, receives, emptyReceives, deletes } of pollers) add(queue, receives - emptyReceives + deletes);
  return [...requests]
    .filter(([queue]) => wanted.test(queue))
    .map(([queue, count]) => {
      const price = queue.endsWith(".fifo") ? PRICES.fifoRequest : PRICES.sqsRequest;
      return line("SQS", "requests", queue, count, price);
    });
}

function tableLines({ dynamodb }: Usage, name: string): Line[] {
  const { readUnits, writeUnits } = dynamodb.functions[name] ?? { readUnits: 0, writeUnits: 0 };
  return [
    line("DynamoDB", "read units", name, readUnits, PRICES.readUnit),
    line("DynamoDB", "write units", name, writeUnits, PRICES.writeUnit),
  ];
}

function callLines({ calls }: Usage, name: string): Line[] {
  const made = calls[name] ?? {};
  return [
    line("S3", "reads", name, made["s3:GET"] ?? 0, PRICES.s3Get),
    line("S3", "writes", name, made["s3:PUT"] ?? 0, PRICES.s3Put),
    line("Secrets Manager", "calls", name, made["secretsmanager:GetSecretValue"] ?? 0, PRICES.secretCall),
    line("KMS", "requests", name, (made["kms:Decrypt"] ?? 0) + (made["kms:GenerateDataKey"] ?? 0), PRICES.kmsRequest),
  ];
}

function line(service: string, unit: string, by: string, units: number, price: number): Line {
  return { service, unit, by, units, usd: units * price };
}
