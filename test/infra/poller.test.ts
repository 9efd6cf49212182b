import { beforeAll, describe, expect, it } from "vitest";
import { TIMEOUTS } from "../../shared/names.ts";
import { type Synthesized, synthesize } from "./synthesize.ts";

describe("seven pollers", () => {
  let fleet: Synthesized;
  const properties = (id: string) => Object(fleet.resources[id]?.Properties);
  const rules = () =>
    Object.entries(fleet.stateless.findResources("AWS::Events::Rule")).filter(([id]) => id.startsWith("Poller"));

  beforeAll(() => {
    fleet = synthesize({ pollers: "7" });
  });

  it("are invocations of one function, started every minute by rules of at most five, each with its number", () => {
    const targets = rules().flatMap(([, { Properties }]) => {
      expect(Properties.ScheduleExpression).toBe("rate(1 minute)");
      expect(Properties.Targets.length).toBeLessThanOrEqual(5);
      expect(new Set(Properties.Targets.map(({ Id }: { Id: string }) => Id)).size).toBe(Properties.Targets.length);
      return Properties.Targets;
    });
    expect(rules()).toHaveLength(2);
    expect(targets.map(({ Arn }) => fleet.readable(Arn))).toEqual(Array(7).fill("PollerFunction.Arn"));
    const inputs = targets.map(({ InputTransformer }) => {
      const [[name, path] = []] = Object.entries(InputTransformer.InputPathsMap);
      expect(path).toBe("$.time");
      return JSON.parse(InputTransformer.InputTemplate.replace(`<${name}>`, '"the time"'));
    });
    expect(inputs).toEqual(Array.from({ length: 7 }, (_, index) => ({ index, of: 7, time: "the time" })));
  });

  it("may be started by their rules", () => {
    const permitted = Object.values(fleet.stateless.findResources("AWS::Lambda::Permission"))
      .filter(({ Properties }) => fleet.readable(Properties.FunctionName) === "PollerFunction.Arn")
      .map(({ Properties }) => fleet.readable(Properties.SourceArn));
    expect(permitted.sort()).toEqual(
      rules()
        .map(([id]) => `${id}.Arn`)
        .sort(),
    );
  });

  it("may do exactly what they call, and run as long as a minute and its end take", () => {
    const allowed = properties("PollerRoleDefaultPolicy").PolicyDocument.Statement.flatMap(
      ({ Action, Resource }: { Action: string | string[]; Resource: unknown }) =>
        [Action].flat().map((action) => `${action} ${fleet.readable(Resource)}`),
    );
    expect(allowed.sort()).toEqual(
      [
        "logs:CreateLogStream PollerLogs.Arn",
        "logs:PutLogEvents PollerLogs.Arn",
        "dynamodb:Query ConfigTable.Arn/index/byKind",
        ...["DeleteItem", "GetItem", "PutItem", "UpdateItem"].map((action) => `dynamodb:${action} StateTable.Arn`),
        "dynamodb:PutItem JournalTable.Arn",
        "sqs:SendMessage InboundLaneQueue.Arn",
        "sqs:SendMessage FailuresQueue.Arn",
        "secretsmanager:GetSecretValue GatewaySecret",
        "events:PutEvents Bus.Arn",
        "s3:PutObject BodiesBucket.Arn/*",
      ].sort(),
    );
    expect(properties("PollerFunction").Timeout).toBe(TIMEOUTS.poller);
  });

  it("ring for lost messages", () => {
    expect(properties("PollerLostAlarm")).toMatchObject({
      Namespace: "WechatFleet",
      MetricName: "PollLost",
      Threshold: 1,
    });
  });
});

it("there is nothing of a poller unless a deployment asks for it", () => {
  expect(Object.keys(synthesize().resources).filter((id) => id.includes("Poller"))).toEqual([]);
});

it.each(["-1", "1.5", "101", "many"])("refuses %s pollers", (pollers) => {
  expect(() => synthesize({ pollers })).toThrow(/pollers/);
});
