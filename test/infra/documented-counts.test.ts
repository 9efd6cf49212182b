import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { settingsSchema } from "../../infra/settings.ts";
import { markdownTables } from "./markdown-tables.ts";
import { type Synthesized, synthesize } from "./synthesize.ts";

/** Requests a month by which Lambda asks one queue: five pollers, three long polls a minute, 30 days. */
const POLLS = 5 * 3 * 43_200;

/** How often each thing stands in the templates, by the name that the English documentation has for it. */
function countsOf({ resources }: Synthesized): Readonly<Record<string, number>> {
  const all = Object.values(resources);
  const ofType = (type: string) => all.filter(({ Type }) => Type === `AWS::${type}`);
  const lanes = ofType("SQS::Queue").filter(({ Properties }) => Properties.RedrivePolicy !== undefined);
  const reserved = ofType("Lambda::Function").map(({ Properties }) =>
    Number(Properties.ReservedConcurrentExecutions ?? 0),
  );
  return {
    functions: ofType("Lambda::Function").length,
    lanes: lanes.length,
    "FIFO lanes": lanes.filter(({ Properties }) => Properties.FifoQueue).length,
    tables: ofType("DynamoDB::Table").length,
    secrets: ofType("SecretsManager::Secret").length,
    buckets: ofType("S3::Bucket").length,
    "schedules and event rules": ofType("Events::Rule").length,
    alarms: ofType("CloudWatch::Alarm").length,
    "metrics that alarms watch": ofType("CloudWatch::Alarm").reduce((sum, alarm) => sum + metricsOf(alarm), 0),
    "reserved executions": reserved.reduce((sum, executions) => sum + executions, 0),
  };
}

/** The metrics that AWS bills for an alarm: those within an expression, or the one. */
function metricsOf({ Properties }: Synthesized["resources"][string]): number {
  const metrics = Properties.Metrics as readonly { readonly MetricStat?: unknown }[] | undefined;
  return metrics?.filter(({ MetricStat }) => MetricStat !== undefined).length ?? 1;
}

/** An alarm by the name that the documentation has for it: those of each lane, function and table are one. */
function documentedName(id: string): string {
  return id
    .replace(/^Observability/, "")
    .replace(/^\w+Lane(?=(DeadLetter|Age)Alarm$)/, "")
    .replace(/^(Config|State|Journal)(?=(ReadThrottled|WriteThrottled|SystemErrors)Alarm$)/, "")
    .replace(/^\w+(?=(LoopStopped|Reordered)Alarm$)/, "")
    .replace(/^(?!SystemErrors)\w+(?=ErrorsAlarm$)/, "");
}

/** An option's default as the documentation writes it. */
function writtenDefault(schema: { safeParse(value: undefined): { success: boolean; data?: unknown } }): string {
  const { success, data } = schema.safeParse(undefined);
  const isUnset = !success || data === undefined || (Array.isArray(data) && data.length === 0);
  return isUnset ? "–" : String(data);
}

const ENGLISH = {
  file: "deployment.md",
  what: "what",
  option: "`-c name=value`",
  alarm: "alarm",
  each: "USD each",
  labels: [
    "functions",
    "lanes",
    "FIFO lanes",
    "tables",
    "secrets",
    "buckets",
    "schedules and event rules",
    "alarms",
    "metrics that alarms watch",
    "reserved executions",
  ],
} as const;

/** Where the Chinese page says the same; its labels stand in the same order. */
const CHINESE = {
  file: "deployment.zh-CN.md",
  what: "项目",
  option: "`-c 名称=值`",
  alarm: "告警",
  each: "单价（美元）",
  labels: ["函数", "队列", "FIFO 队列", "表", "密钥", "桶", "定时与事件规则", "告警", "告警所看的指标", "预留并发"],
} as const;

describe.each([ENGLISH, CHINESE])("docs/$file", ({ file, what, option, alarm, each, labels }) => {
  const tables = markdownTables(readFileSync(resolve(import.meta.dirname, "../../docs", file), "utf8"));
  let least: Synthesized;
  let most: Synthesized;

  beforeAll(() => {
    least = synthesize();
    most = synthesize({ pollers: "2", behaviourEvents: "on", behaviourStream: "true" });
  });

  /** The rows of the one table whose header begins with `first` and has, or has not, a column of prices. */
  function rowsUnder(first: string, withPrices = false): readonly (readonly string[])[] {
    const found = tables.filter(({ header }) => header[0] === first && header.includes(each) === withPrices);
    expect(found).toHaveLength(1);
    return found.flatMap(({ rows }) => rows);
  }

  it("states how many of each the stacks make, by default and with every optional part", () => {
    const [counts, countsOfMost] = [countsOf(least), countsOf(most)];
    const wanted = ENGLISH.labels.map((label, at) => [labels[at], `${counts[label]}`, `${countsOfMost[label]}`]);
    expect(rowsUnder(what)).toEqual(wanted);
  });

  it("lists every option with its default, and no other", () => {
    const listed = rowsUnder(option).map(([name, standard]) => [name, standard]);
    const options = Object.entries(settingsSchema.shape).map(([name, schema]) => [
      `\`${name}\``,
      writtenDefault(schema),
    ]);
    expect(listed.toSorted()).toEqual(options.toSorted());
  });

  it("lists every alarm, and no other", () => {
    const listed = rowsUnder(alarm).flatMap(([name = ""]) =>
      [...name.matchAll(/`…?(\w+Alarm)`/g)].map(([, found]) => found),
    );
    const made = Object.entries(most.resources).filter(([, { Type }]) => Type === "AWS::CloudWatch::Alarm");
    const names = made.map(([id]) => documentedName(id));
    expect(listed.toSorted()).toEqual([...new Set(names)].toSorted());
  });

  it("works out the idle cost of what the stacks make", () => {
    const rows = rowsUnder(what, true);
    const { secrets, "metrics that alarms watch": watched, lanes = 0, "FIFO lanes": fifo = 0 } = countsOf(least);
    least.stateful.resourceCountIs("AWS::KMS::Key", 2);
    const prices = rows.filter(([, , price]) => price !== "");
    expect(prices.map(([, count]) => Number(count)).slice(0, 6)).toEqual([
      secrets,
      watched,
      2,
      2,
      millions(fifo * POLLS),
      millions((lanes - fifo) * POLLS),
    ]);
    for (const [name, count, price, month] of prices) {
      expect([name, (Number(count) * Number(price)).toFixed(2)]).toEqual([name, month]);
    }
    const sum = prices.reduce((total, [, , , month]) => total + Number(month), 0);
    expect(/\d+/.exec(rows.at(-1)?.[3] ?? "")?.[0]).toBe(sum.toFixed(0));
  });
});

function millions(requests: number): number {
  return Number((requests / 1e6).toFixed(2));
}
