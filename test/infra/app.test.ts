import { Queue } from "aws-cdk-lib/aws-sqs";
import { describe, expect, it } from "vitest";
import { synthesize } from "./synthesize.ts";

/** Types that the embedded cloud builds, or leaves out because they change nothing on a laptop. */
const PLAIN = [
  "AWS::ApiGatewayV2::Api",
  "AWS::ApiGatewayV2::Authorizer",
  "AWS::ApiGatewayV2::Integration",
  "AWS::ApiGatewayV2::Route",
  "AWS::ApiGatewayV2::Stage",
  "AWS::CloudWatch::Alarm",
  "AWS::CloudWatch::Dashboard",
  "AWS::Cognito::UserPool",
  "AWS::Cognito::UserPoolClient",
  "AWS::Cognito::UserPoolGroup",
  "AWS::DynamoDB::Table",
  "AWS::Events::EventBus",
  "AWS::Events::Rule",
  "AWS::IAM::Policy",
  "AWS::IAM::Role",
  "AWS::KMS::Alias",
  "AWS::KMS::Key",
  "AWS::Lambda::EventInvokeConfig",
  "AWS::Lambda::EventSourceMapping",
  "AWS::Lambda::Function",
  "AWS::Lambda::Permission",
  "AWS::Logs::LogGroup",
  "AWS::Logs::MetricFilter",
  "AWS::S3::Bucket",
  "AWS::S3::BucketPolicy",
  "AWS::SNS::Topic",
  "AWS::SNS::TopicPolicy",
  "AWS::SQS::Queue",
  "AWS::SQS::QueuePolicy",
  "AWS::SecretsManager::Secret",
];

describe("the app", () => {
  it("synthesizes without a finding of the AwsSolutions rules and CDK's own, into plain resources", () => {
    const { resources } = synthesize({}, { templateRules: true });
    expect([...new Set(Object.values(resources).map(({ Type }) => Type))].sort()).toEqual(PLAIN);
  });

  it("does not synthesize with a finding: a queue without encryption in transit or dead letters", () => {
    expect(() => synthesize({}, { change: (stack) => new Queue(stack, "Careless") })).toThrow(
      /AwsSolutions-SQS3[\s\S]*AwsSolutions-SQS4/,
    );
  });

  it("gives the same templates each time, but for the stage's name", () => {
    const texts = ["dev", "dev", "prod"].map((stage) => {
      const { stateful, stateless } = synthesize({ stage });
      return JSON.stringify([stateful.toJSON(), stateless.toJSON()]);
    });
    expect(texts[1]).toBe(texts[0]);
    expect(texts[2]?.replaceAll("wechat-fleet-prod", "wechat-fleet-dev")).toBe(texts[0]);
  });

  it.each([
    [{ stage: "Prod!" }, /stage/],
    [{ consumerMaximumConcurrency: "1" }, /consumerMaximumConcurrency/],
    [{ logRetention: "31" }, /logRetention/],
    [{ alertTopicArn: "arn:aws:sns:eu-central-1:123456789012:alerts.fifo" }, /alertTopicArn/],
    [{ operatorIssuer: "https://login.example.com/" }, /operatorIssuer and operatorAudience go together/],
    [{ operatorIssuer: "http://login.example.com/", operatorAudience: "fleet" }, /operatorIssuer/],
  ])("refuses %o and says which value is wrong", (context, message) => {
    expect(() => synthesize(context)).toThrow(message);
  });
});
