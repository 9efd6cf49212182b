import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { createApp } from "../../../infra/app.ts";
import { matchesPattern } from "../../../local/events/rules/pattern.ts";
import { loadCloudModel } from "../../../local/template/load.ts";
import type { CloudModel } from "../../../local/template/model.ts";
import { ENV } from "../../../shared/names.ts";
import { FUNCTIONS } from "../../infra/synthesize.ts";
import { ENDPOINTS } from "./an-assembly.ts";

/** The app's model, synthesized over stand-in bundles. */
function modelOf(context: Readonly<Record<string, string>>): CloudModel {
  const dir = mkdtempSync(join(tmpdir(), "real-app-"));
  try {
    for (const name of FUNCTIONS) {
      mkdirSync(join(dir, "functions", name), { recursive: true });
      writeFileSync(join(dir, "functions", name, "index.js"), `exports.handler = async () => "${name}";\n`);
    }
    const outdir = join(dir, "cdk.out");
    createApp({ functionsDir: join(dir, "functions"), outdir, context, templateRules: false }).synth();
    return loadCloudModel(outdir, ENDPOINTS);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

it("the app's own templates leave a fixed egress out, and say so in one line", () => {
  const { notes, functions } = modelOf({ egress: "fixed" });
  expect(notes).toEqual([
    "wechat-fleet-dev-stateless/EgressVpc is left out: the embedded cloud has no VPC, and all calls leave by this machine's address",
  ]);
  expect(functions).toHaveLength(FUNCTIONS.length + 1);
});

describe("the app's own templates", () => {
  let model: CloudModel;
  const fn = (part: string) => model.functions.find(({ name }) => name.includes(part));

  beforeAll(() => {
    model = modelOf({});
  });

  it("become a model with nothing left unresolved", () => {
    expect(JSON.stringify(model)).not.toMatch(/"(Ref|Fn::\w+)":|\$\{Token|undefined/);
    // Replies and broadcasts are sent by one bundle in two functions.
    expect(model.functions).toHaveLength(FUNCTIONS.length + 1);
    expect(model.tables).toHaveLength(3);
    expect(model.notes).toEqual([]);
  });

  it("have the key that seals credentials, by its alias", () => {
    expect(model.keys).toContainEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      description: "wechat-fleet: seals credentials of accounts in the config table",
      aliases: ["alias/wechat-fleet-dev-seal"],
    });
  });

  it("say which functions carry out several invocations in one process", () => {
    const shared = model.functions.filter(({ invocationsPerProcess }) => invocationsPerProcess > 1);
    const bundles = ["Callback", "OfficialCallback", "Consumer", "Sender", "BulkSender", "Delivery", "Heartbeat"];
    for (const bundle of [
      ...bundles,
      "AccountWorker",
      "Ai",
      "ComponentCallback",
      "PayCallback",
      "OAuth",
      "MiniLogin",
      "Jssdk",
    ]) {
      expect(shared.some(({ name }) => name.includes(bundle))).toBe(true);
    }
    expect(shared).toHaveLength(14);
  });

  it("give every function's queue URL, table and bus a thing that exists here", () => {
    const urls = new Set(model.queues.map(({ url }) => url));
    const tables = new Set(model.tables.map(({ name }) => name));
    for (const { environment } of model.functions) {
      for (const [name, value] of Object.entries(environment)) {
        if (/QUEUE_URL/.test(name)) expect(urls).toContain(value);
        if (/_TABLE/.test(name)) expect(tables).toContain(value);
      }
    }
    expect(fn("Callback")?.environment[ENV.inboundQueueUrl]).toMatch(/^http:\/\/127\.0\.0\.1:8789\/0{12}\/.+\.fifo$/);
  });

  it("feed consumer and sender from FIFO queues, and all with partial failures, at most ten a batch", () => {
    const fed = new Map(model.eventSources.map(({ functionName, queueName }) => [functionName, queueName]));
    for (const name of ["Consumer", "Sender"]) expect(fed.get(fn(name)?.name ?? "")).toMatch(/\.fifo$/);
    for (const { functionName, batchSize, reportBatchItemFailures } of model.eventSources) {
      expect(model.functions.map(({ name }) => name)).toContain(functionName);
      expect(batchSize).toBeLessThanOrEqual(10);
      expect(reportBatchItemFailures).toBe(true);
    }
  });

  it("route callbacks without a token and the operators' API with one", () => {
    const routes = new Map(model.httpApi?.routes.map((route) => [route.routeKey, route]));
    expect(routes.get("POST /callbacks/wechatapi/{callbackKey}")).toMatchObject({
      functionName: fn("Callback")?.name,
      authorizer: undefined,
    });
    const behindTokens = [...routes.values()].filter(({ authorizer }) => authorizer);
    expect(behindTokens.length).toBeGreaterThan(0);
    for (const { path, authorizer, functionName } of behindTokens) {
      expect(path).toMatch(/^\/api\//);
      expect(functionName).toBe(fn("Api")?.name);
      expect(authorizer?.issuer).toMatch(/^https:\/\/cognito-idp\.us-east-1\.amazonaws\.com\/us-east-1_/);
      expect(authorizer?.audience).toEqual([expect.stringMatching(/^[0-9a-f]{26}$/)]);
    }
  });

  it("tell the alarms of this deployment, and of no other, to the queue of alerts", () => {
    const rule = model.rules.find(({ name }) => name.includes("AlertRulesAlarms"));
    expect(rule?.busName).toBe("default");
    expect(rule?.targets.map(({ arn }) => arn)).toEqual([
      model.queues.find(({ url }) => url === fn("Notifier")?.environment[ENV.alertsQueueUrl])?.arn,
    ]);
    const matches = (alarmName: string, value = "ALARM") =>
      matchesPattern(rule?.pattern ?? {}, {
        source: "aws.cloudwatch",
        "detail-type": "CloudWatch Alarm State Change",
        resources: [`arn:aws:cloudwatch:us-east-1:000000000000:alarm:${alarmName}`],
        detail: { alarmName, state: { value } },
      });
    expect(matches("wechat-fleet-dev-stateless-ObservabilityInboundAgeAlarm-1A2B")).toBe(true);
    expect(matches("wechat-fleet-dev-stateful-AlertsLaneDeadLetterAlarm-1A2B", "OK")).toBe(true);
    expect(matches("wechat-fleet-dev-stateful-AlertsLaneDeadLetterAlarm-1A2B", "INSUFFICIENT_DATA")).toBe(false);
    expect(matches("wechat-fleet-dev-two-stateful-AlertsLaneDeadLetterAlarm-1A2B")).toBe(false);
    expect(matches("somebody-elses")).toBe(false);
  });

  it("call the spool's drain by a schedule of a minute and by an event", () => {
    const drain = fn("SpoolDrain")?.arn;
    const rules = model.rules.filter(({ targets }) => targets.some(({ arn }) => arn === drain));
    expect(rules.find(({ schedule }) => schedule)?.schedule).toBe("rate(1 minute)");
    expect(rules.find(({ pattern }) => pattern)?.busName).toBe(model.buses[0]?.name);
  });
});
