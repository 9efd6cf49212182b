import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type Synthesized, synthesize } from "./synthesize.ts";

const EVERYTHING = { pollers: "2", behaviourEvents: "on", behaviourStream: "true" };
const ALARM_TOPIC = "arn:aws:sns:eu-central-1:123456789012:alarms";
const ALERT_TOPIC = "arn:aws:sns:eu-central-1:123456789012:on-call";

/** Alarms on what tells the operators of every other alarm. */
const DIRECT = [
  "AlertsLaneAgeAlarm",
  "AlertsLaneDeadLetterAlarm",
  "FailuresAlarm",
  "NotifierErrorsAlarm",
  "ObservabilityAlertGivenUpAlarm",
  "ObservabilityDeadLettersNotDrainedAlarm",
];

function alarmsOf({ resources }: Synthesized) {
  return Object.entries(resources).flatMap(([id, { Type, Properties }]) =>
    Type === "AWS::CloudWatch::Alarm" ? [{ id, ...Object(Properties) }] : [],
  );
}

/** The single metrics of an alarm, those of its expression included. */
function metricsOf(alarm: ReturnType<typeof alarmsOf>[number]) {
  if (!alarm.Metrics) return [{ namespace: alarm.Namespace, name: alarm.MetricName, dimensions: alarm.Dimensions }];
  return alarm.Metrics.flatMap(({ MetricStat }: { MetricStat?: { Metric: Record<string, unknown> } }) =>
    MetricStat
      ? [
          {
            namespace: MetricStat.Metric.Namespace,
            name: MetricStat.Metric.MetricName,
            dimensions: MetricStat.Metric.Dimensions,
          },
        ]
      : [],
  );
}

function sourcesOf(...folders: string[]): string {
  return folders
    .flatMap((folder) => {
      const path = resolve(import.meta.dirname, "../..", folder);
      const files = readdirSync(path, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
      return files.map((file) => readFileSync(resolve(path, file), "utf8"));
    })
    .join("\n");
}

describe("alarms", () => {
  let fleet: Synthesized;
  const idsOf = (type: string) =>
    Object.entries(fleet.resources).flatMap(([id, { Type }]) => (Type === type ? [id] : []));
  const alarm = (id: string) => Object(fleet.resources[id]?.Properties);

  beforeAll(() => {
    fleet = synthesize(EVERYTHING);
  });

  it("ring for each function that fails", () => {
    for (const id of idsOf("AWS::Lambda::Function")) {
      const properties = alarm(id.replace(/Function$/, "ErrorsAlarm"));
      expect([id, properties.Namespace, properties.MetricName, properties.Threshold]).toEqual([
        id,
        "AWS/Lambda",
        "Errors",
        1,
      ]);
      expect(fleet.readable(properties.Dimensions[0].Value)).toBe(id);
    }
  });

  it("ring for the dead letters of each lane, and for messages that wait in it for longer than they may be meant to", () => {
    const lanes = idsOf("AWS::SQS::Queue").filter((id) => fleet.resources[id]?.Properties.RedrivePolicy);
    const ages = lanes.map((id) => {
      const lane = id.replace(/Queue$/, "");
      expect(alarm(`${lane}DeadLetterAlarm`).Threshold).toBe(1);
      const age = alarm(`${lane}AgeAlarm`);
      const metrics = metricsOf(age);
      for (const { dimensions } of metrics) expect(fleet.readable(dimensions[0].Value)).toBe(`${id}.QueueName`);
      return [lane, ...metrics.map(({ name }: { name: string }) => name), age.Threshold];
    });
    const oldest = "ApproximateAgeOfOldestMessage";
    // Where messages are sent with a delay, which SQS allows up to 900 s, or put to sleep, the age is over that.
    expect(ages.toSorted()).toEqual([
      ["AccountTasksLane", oldest, 1800],
      ["AiLane", oldest, 600],
      ["AlertsLane", oldest, 900],
      ["BroadcastsLane", oldest, 1800],
      ["ComponentTasksLane", oldest, 1800],
      ["DeliveriesLane", oldest, 1800],
      ["DirectoryLane", oldest, 3600],
      ["HeartbeatsLane", oldest, 300],
      ["InboundLane", oldest, 300],
      ["OutboundBulkLane", "ApproximateNumberOfMessagesVisible", "NumberOfMessagesReceived", 1],
      ["OutboundLiveLane", "ApproximateNumberOfMessagesVisible", "NumberOfMessagesReceived", 1],
    ]);
  });

  it("tell a parked group of commands from a sender that stands still", () => {
    const { Metrics, EvaluationPeriods, Threshold } = alarm("OutboundLiveLaneAgeAlarm");
    expect(Metrics[0].Expression).toBe("IF(waiting > 0 AND FILL(taken, 0) < 1, 1, 0)");
    // A parked group is received at least every 15 minutes.
    expect(EvaluationPeriods * Metrics[1].MetricStat.Period).toBeGreaterThan(900);
    expect(Threshold).toBe(1);
  });

  it.each([
    ["ThrottlesAlarm", "AWS/Lambda", "Throttles", 1],
    ["CallbackSlowAlarm", "AWS/Lambda", "Duration", 2000],
    ["OfficialCallbackSlowAlarm", "AWS/Lambda", "Duration", 2000],
    ["CallbackRefusedAlarm", "WechatFleet", "CallbackRefused", 10],
    ["CallbackThrottledAlarm", "WechatFleet", "CallbackThrottled", 1],
    ["SpoolNotEmptyAlarm", "WechatFleet", "SpoolNotEmpty", 1],
    ["BeatsNotPlannedAlarm", "WechatFleet", "AccountsWatched", 1],
    ["BeatsDroppedAlarm", "WechatFleet", "BeatDropped", 1],
    ["ReplyWaitsAlarm", "WechatFleet", "CommandWaits", 600_000],
    ["CredentialsNotRefreshedAlarm", "WechatFleet", "CredentialsNotRefreshed", 1],
    ["TokenNotRefreshedAlarm", "WechatFleet", "TokenNotRefreshed", 1],
    ["BroadcastTokenNotRefreshedAlarm", "WechatFleet", "TokenNotRefreshed", 1],
    ["ConfigReadThrottledAlarm", "AWS/DynamoDB", "ReadThrottleEvents", 10],
    ["StateWriteThrottledAlarm", "AWS/DynamoDB", "WriteThrottleEvents", 10],
    ["JournalSystemErrorsAlarm", "AWS/DynamoDB", "SystemErrors", 10],
  ])("%s watches %s %s from %d on", (id, namespace, name, threshold) => {
    expect(alarm(`Observability${id}`)).toMatchObject({
      Namespace: namespace,
      MetricName: name,
      Threshold: threshold,
    });
  });

  it.each([
    ["SessionKeysNotRead", ["oauth", "mini-login"]],
    ["SessionKeyNotRotated", ["oauth", "mini-login"]],
    ["PersonNotLinked", ["oauth", "mini-login"]],
    ["WebAccessUnreadable", ["oauth", "jssdk"]],
  ])("ring for %s wherever it is counted: in %j", (name, services) => {
    const properties = alarm(`Observability${name}Alarm`);
    expect(metricsOf(properties)).toEqual(
      services.map((service) => ({
        namespace: "WechatFleet",
        name,
        dimensions: [{ Name: "service", Value: service }],
      })),
    );
    const ids = properties.Metrics.slice(1).map(({ Id }: { Id: string }) => Id);
    expect(properties.Metrics[0].Expression).toBe(`SUM([${ids.join(", ")}])`);
    expect([properties.Threshold, properties.TreatMissingData]).toEqual([1, "notBreaching"]);
    for (const { MetricStat } of properties.Metrics.slice(1)) {
      expect([MetricStat.Period, MetricStat.Stat]).toEqual([300, "Sum"]);
    }
  });

  it.each([
    ["ServerErrorAlarm", "AWS/ApiGateway", ["5xx", "Count"]],
    ["ErrorRateAlarm", "AWS/Lambda", ["Errors", "Invocations"]],
  ])("%s rings where one per cent failed within five minutes", (id, namespace, names) => {
    const properties = alarm(`Observability${id}`);
    expect(metricsOf(properties)).toMatchObject(names.map((name) => ({ namespace, name })));
    expect(properties.Metrics[0].Expression).toBe("100 * part / whole");
    expect(properties.Metrics[1].MetricStat.Period).toBe(300);
    expect([properties.Threshold, properties.EvaluationPeriods]).toEqual([1, 1]);
  });

  it("take silence for good, but for what is done each minute: beats are planned, dead-letter queues emptied", () => {
    const silent = alarmsOf(fleet).filter(({ TreatMissingData }) => TreatMissingData !== "notBreaching");
    expect(silent).toMatchObject([
      {
        id: "ObservabilityBeatsNotPlannedAlarm",
        TreatMissingData: "breaching",
        Statistic: "SampleCount",
        ComparisonOperator: "LessThanThreshold",
        Period: 60,
        EvaluationPeriods: 3,
      },
      {
        id: "ObservabilityDeadLettersNotDrainedAlarm",
        TreatMissingData: "breaching",
        Statistic: "SampleCount",
        ComparisonOperator: "LessThanThreshold",
        Period: 60,
        EvaluationPeriods: 5,
      },
    ]);
  });

  it("watch no count that nothing writes", () => {
    const source = sourcesOf("shared", "functions");
    const filtered = Object.values(fleet.stateless.findResources("AWS::Logs::MetricFilter")).map(
      ({ Properties }) => Properties.MetricTransformations[0].MetricName,
    );
    const own = alarmsOf(fleet)
      .flatMap(metricsOf)
      .filter(({ namespace }) => namespace === "WechatFleet");
    expect(own.length).toBeGreaterThan(15);
    for (const { name } of own) {
      expect([name, filtered.includes(name) || source.includes(`"${name}"`)]).toEqual([name, true]);
    }
  });

  it("count the callbacks that were refused, from the access log, those over the rate by themselves", () => {
    const patterns = Object.fromEntries(
      Object.values(fleet.stateless.findResources("AWS::Logs::MetricFilter")).map(({ Properties }) => {
        expect(fleet.readable(Properties.LogGroupName)).toBe("HttpAccessLog");
        return [Properties.MetricTransformations[0].MetricName, Properties.FilterPattern];
      }),
    );
    expect(patterns).toEqual({
      CallbackRefused: '{ ($.routeKey = "*/callbacks/*") && ($.status = "4*") && ($.status != "429") }',
      CallbackThrottled: '{ ($.routeKey = "*/callbacks/*") && ($.status = "429") }',
    });
  });
});

describe("a monthly budget", () => {
  it("is made where a deployment names one, and tells the topic of the alerts", () => {
    const { stateless, resources, readable } = synthesize({ monthlyBudget: "50" });
    expect(Object.keys(stateless.findResources("AWS::Budgets::Budget"))).toEqual(["Budget"]);
    const { Budget, NotificationsWithSubscribers: notices } = Object(resources.Budget?.Properties);
    expect(Budget).toMatchObject({ BudgetLimit: { Amount: 50, Unit: "USD" }, TimeUnit: "MONTHLY", BudgetType: "COST" });
    expect(notices.map(({ Notification }: { Notification: unknown }) => Notification)).toMatchObject([
      { NotificationType: "ACTUAL", Threshold: 80 },
      { NotificationType: "ACTUAL", Threshold: 100 },
      { NotificationType: "FORECASTED", Threshold: 100 },
    ]);
    for (const { Subscribers } of notices) {
      expect(Subscribers).toHaveLength(1);
      expect([Subscribers[0].SubscriptionType, readable(Subscribers[0].Address)]).toEqual(["SNS", "AlertTopic"]);
    }
    synthesize().stateless.resourceCountIs("AWS::Budgets::Budget", 0);
    expect(() => synthesize({ monthlyBudget: "0" })).toThrow("monthlyBudget");
  });
});

describe("alarms on the notifier, its lane and the events on their way to it", () => {
  const told = (context: Record<string, unknown>) => {
    const fleet = synthesize(context);
    return alarmsOf(fleet).flatMap(({ id, AlarmActions, OKActions }) => {
      expect(OKActions).toEqual(AlarmActions);
      return AlarmActions ? [[id, ...AlarmActions.map(fleet.readable)]] : [];
    });
  };

  it("go to the topic of the alerts by themselves, and no other alarm does", () => {
    expect(told({}).toSorted()).toEqual(DIRECT.map((id) => [id, "AlertTopic"]));
  });

  it("go to the topic that the deployment names", () => {
    expect(told({ alertTopicArn: ALERT_TOPIC }).toSorted()).toEqual(DIRECT.map((id) => [id, ALERT_TOPIC]));
  });

  it("go to the topic of all alarms where there is one", () => {
    const all = told({ alarmTopicArn: ALARM_TOPIC });
    expect(all.length).toBeGreaterThan(60);
    expect(new Set(all.map(([, topic]) => topic))).toEqual(new Set([ALARM_TOPIC]));
  });

  it("are let into the topic and may use its key", () => {
    const { resources } = synthesize();
    const statementsOf = (document: unknown) => Object(document).Statement as Record<string, unknown>[];
    const services = { Service: ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"] };
    const Condition = { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } };
    const topic = Object(resources.AlertTopic?.Properties);
    expect(topic.KmsMasterKeyId).toEqual({ "Fn::GetAtt": ["AlertTopicKey", "Arn"] });
    expect(statementsOf(resources.AlertTopicPolicy?.Properties.PolicyDocument)).toContainEqual(
      expect.objectContaining({ Effect: "Allow", Action: "sns:Publish", Principal: services, Condition }),
    );
    expect(statementsOf(resources.AlertTopicKey?.Properties.KeyPolicy)).toContainEqual({
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Principal: services,
      Resource: "*",
      Condition,
    });
    expect(resources.AlertTopicKey).toMatchObject({
      DeletionPolicy: "Retain",
      Properties: { EnableKeyRotation: true },
    });
  });
});
