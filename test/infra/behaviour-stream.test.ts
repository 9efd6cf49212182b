import { beforeAll, describe, expect, it } from "vitest";
import { type Synthesized, synthesize } from "./synthesize.ts";

describe("behaviour in S3", () => {
  let fleet: Synthesized;
  const properties = (id: string) => Object(fleet.resources[`BehaviourStream${id}`]?.Properties);

  beforeAll(() => {
    fleet = synthesize(
      { behaviourEvents: "on", behaviourStream: "true", behaviourDays: "30" },
      { templateRules: true },
    );
  });

  it("goes through Firehose into gzipped lines, a folder a day", () => {
    expect(properties("Stream").ExtendedS3DestinationConfiguration).toMatchObject({
      Prefix: "behaviour/day=!{timestamp:yyyy-MM-dd}/",
      ErrorOutputPrefix: "errors/!{firehose:error-output-type}/day=!{timestamp:yyyy-MM-dd}/",
      CompressionFormat: "GZIP",
      FileExtension: ".json.gz",
      ProcessingConfiguration: { Enabled: true, Processors: [{ Type: "AppendDelimiterToRecord" }] },
    });
    expect(properties("Stream").DeliveryStreamEncryptionConfigurationInput).toEqual({ KeyType: "AWS_OWNED_CMK" });
  });

  it("is the detail of the one event, nothing else of the bus", () => {
    const { EventPattern, Targets } = properties("Rule");
    expect(EventPattern).toEqual({ source: ["wechat-fleet"], "detail-type": ["BehaviourRecorded"] });
    expect(Targets).toHaveLength(1);
    expect(Targets[0]).toMatchObject({ InputPath: "$.detail" });
    expect(fleet.readable(Targets[0].Arn)).toBe("BehaviourStreamStream.Arn");
    expect(fleet.readable(Targets[0].RoleArn)).toBe("BehaviourStreamFeeder.Arn");
  });

  it.each([
    ["Feeder", ["firehose:PutRecord BehaviourStreamStream.Arn"]],
    [
      "Writer",
      [
        "logs:PutLogEvents BehaviourStreamLogs.Arn",
        "s3:AbortMultipartUpload BehaviourStreamBehaviourBucket.Arn/*",
        "s3:GetBucketLocation BehaviourStreamBehaviourBucket.Arn",
        "s3:GetObject BehaviourStreamBehaviourBucket.Arn/*",
        "s3:ListBucket BehaviourStreamBehaviourBucket.Arn",
        "s3:ListBucketMultipartUploads BehaviourStreamBehaviourBucket.Arn",
        "s3:PutObject BehaviourStreamBehaviourBucket.Arn/*",
      ],
    ],
  ])("%s may do exactly what it does", (role, allowed) => {
    const statements = properties(`${role}DefaultPolicy`).PolicyDocument.Statement;
    const found = statements.flatMap(({ Action, Resource }: { Action: string | string[]; Resource: unknown }) =>
      [Action].flat().map((action) => `${action} ${fleet.readable(Resource)}`),
    );
    expect(found.sort()).toEqual(allowed);
  });

  it("is kept as long as the deployment says, out of the public's sight", () => {
    expect(properties("BehaviourBucket").LifecycleConfiguration.Rules[0].ExpirationInDays).toBe(30);
    expect(Object.values(properties("BehaviourBucket").PublicAccessBlockConfiguration)).toEqual(Array(4).fill(true));
  });

  it("is off unless a deployment asks for it, and needs the events that it keeps", () => {
    expect(synthesize().stateful.findResources("AWS::KinesisFirehose::DeliveryStream")).toEqual({});
    expect(() => synthesize({ behaviourStream: "true" })).toThrow("needs behaviourEvents=on");
    expect(() => synthesize({ behaviourEvents: "on", profiles: "off" })).toThrow("needs profiles=addressed");
  });
});
