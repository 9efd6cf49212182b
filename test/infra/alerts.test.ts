import { beforeAll, describe, expect, it } from "vitest";
import { EVENTS, TIMEOUTS } from "../../shared/names.ts";
import { type Synthesized, synthesize } from "./synthesize.ts";

const OTHER_TOPIC = "arn:aws:sns:eu-central-1:123456789012:on-call";

describe("alerts", () => {
  let fleet: Synthesized;

  beforeAll(() => {
    fleet = synthesize();
  });

  const properties = (id: string) => Object(fleet.resources[id]?.Properties);

  it("come from every event that an operator should hear of, on the fleet's bus", () => {
    const { EventPattern, EventBusName } = properties("AlertRulesEvents");
    const { source, behaviourRecorded, broadcastRequested, ...others } = EVENTS;
    // What goes well with payments; a person acts on refunds that WeChat Pay could not carry out.
    const { paymentSucceeded, refundFinished, refundClosed, ...types } = others;
    expect(EventPattern.source).toEqual([source]);
    expect(EventPattern["detail-type"].toSorted()).toEqual(Object.values(types).toSorted());
    expect(fleet.readable(EventBusName)).toBe("Bus");
  });

  it("come from this deployment's alarms, which go to the account's default bus", () => {
    const { EventPattern, EventBusName } = properties("AlertRulesAlarms");
    expect(EventBusName).toBeUndefined();
    expect(EventPattern.source).toEqual(["aws.cloudwatch"]);
    const prefixes = EventPattern.resources.map(({ prefix }: { prefix: unknown }) => fleet.readable(prefix));
    expect(prefixes).toEqual([
      expect.stringMatching(/^arn:.+:cloudwatch:.+:alarm:wechat-fleet-dev-stateful-$/),
      expect.stringMatching(/^arn:.+:cloudwatch:.+:alarm:wechat-fleet-dev-stateless-$/),
    ]);
  });

  it("of an alarm are its description's first line, in Chinese", () => {
    const alarms = Object.values(fleet.resources).filter(({ Type }) => Type === "AWS::CloudWatch::Alarm");
    for (const { Properties } of alarms) {
      expect(Properties.AlarmDescription).toMatch(/^[^\n]*[\u4e00-\u9fff]{4}[^\n]{0,150}。\n[\x20-\x7e]{20,}$/);
    }
  });

  it("are swept every minute", () => {
    expect(properties("AlertRulesSweep").ScheduleExpression).toBe("rate(1 minute)");
    expect(JSON.parse(properties("AlertRulesSweep").Targets[0].Input)).toEqual({ type: "sweep" });
  });

  it("go through a queue that these rules alone may fill from outside, hidden for six timeouts", () => {
    const rules = ["Events", "Alarms", "Sweep"].map((name) => `AlertRules${name}`);
    for (const rule of rules) {
      expect(fleet.readable(properties(rule).Targets[0].Arn)).toBe("AlertsLaneQueue.Arn");
    }
    const { Statement } = properties("AlertsLaneQueuePolicy").PolicyDocument;
    const allows = Statement.filter(({ Effect }: { Effect: string }) => Effect === "Allow");
    expect(allows).toHaveLength(1);
    expect(allows[0]).toMatchObject({ Action: "sqs:SendMessage", Principal: { Service: "events.amazonaws.com" } });
    expect(allows[0].Condition.ArnEquals["aws:SourceArn"].map(fleet.readable)).toEqual(
      rules.map((rule) => `${rule}.Arn`),
    );
    expect(properties("AlertsLaneQueue").VisibilityTimeout).toBeGreaterThanOrEqual(6 * TIMEOUTS.notifier);
    expect(fleet.readable(properties("NotifierSource").EventSourceArn)).toBe("AlertsLaneQueue.Arn");
  });

  it("end in a topic that is encrypted and refuses plain HTTP", () => {
    expect(fleet.readable(properties("AlertTopic").KmsMasterKeyId)).toBe("AlertTopicKey.Arn");
    expect(properties("AlertTopicPolicy").PolicyDocument.Statement).toContainEqual(
      expect.objectContaining({
        Effect: "Deny",
        Action: "sns:Publish",
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      }),
    );
  });

  it("go to another topic where the deployment names one", () => {
    const { resources, stateful } = synthesize({ alertTopicArn: OTHER_TOPIC });
    stateful.resourceCountIs("AWS::SNS::Topic", 0);
    expect(Object.keys(stateful.findResources("AWS::KMS::Key"))).toEqual(["SealKey"]);
    for (const name of ["Notifier", "Api"]) {
      expect(Object(resources[`${name}Function`]?.Properties).Environment.Variables.ALERT_TOPIC_ARN).toBe(OTHER_TOPIC);
      expect(JSON.stringify(resources[`${name}RoleDefaultPolicy`])).toContain(
        `"Action":"sns:Publish","Effect":"Allow","Resource":"${OTHER_TOPIC}"`,
      );
    }
  });
});
