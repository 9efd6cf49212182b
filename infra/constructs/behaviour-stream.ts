import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { type EventBus, Rule, RuleTargetInput } from "aws-cdk-lib/aws-events";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnDeliveryStream } from "aws-cdk-lib/aws-kinesisfirehose";
import { LogGroup, LogStream } from "aws-cdk-lib/aws-logs";
import type { Bucket } from "aws-cdk-lib/aws-s3";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { CfnOutput, Duration, RemovalPolicy, Stack, Validations } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { EVENTS } from "../../shared/names.ts";
import type { Settings } from "../settings.ts";
import { DatedBucket } from "./dated-bucket.ts";
import { type AlarmTopics, addAlarm } from "./fleet-alarm.ts";
import { ruleTarget } from "./rule-target.ts";

const DAY = "day=!{timestamp:yyyy-MM-dd}/";

export type BehaviourStreamProps = {
  readonly settings: Settings;
  readonly topics: AlarmTopics;
  readonly bus: EventBus;
  /** Keeps events that EventBridge could not deliver. */
  readonly failures: Queue;
};

/** Behaviour events on their way through Firehose into a bucket: gzipped lines of JSON, a folder a day (UTC). */
export class BehaviourStream extends Construct {
  constructor(scope: Construct, id: string, { settings, topics, bus, failures }: BehaviourStreamProps) {
    super(scope, id);
    const { bucket } = new DatedBucket(this, "Behaviour", { keepFor: Duration.days(settings.behaviourDays) });
    const logs = new LogGroup(this, "Logs", { retention: settings.logRetention, removalPolicy: RemovalPolicy.DESTROY });
    const stream = this.stream(bucket, logs);
    this.feed(stream, bus, failures);
    addAlarm(this, "LateAlarm", topics, {
      metric: new Metric({
        namespace: "AWS/Firehose",
        metricName: "DeliveryToS3.DataFreshness",
        dimensionsMap: { DeliveryStreamName: stream.ref },
        period: Duration.minutes(5),
        statistic: "Maximum",
      }),
      threshold: 3600,
      withoutData: "ok",
      zh: "用户行为数据一小时未写入 S3：先看 Firehose 的错误日志；24 小时后 Firehose 会丢弃数据。",
      en: "Behaviour has not reached S3 for an hour: look at the stream's log first; Firehose keeps it for a day.",
    });
    new CfnOutput(Stack.of(this), "BehaviourBucket", { value: bucket.bucketName });
  }

  private stream(bucket: Bucket, logs: LogGroup): CfnDeliveryStream {
    const errors = new LogStream(this, "Errors", { logGroup: logs, removalPolicy: RemovalPolicy.DESTROY });
    const writer = this.writer(bucket, logs);
    const stream = new CfnDeliveryStream(this, "Stream", {
      deliveryStreamType: "DirectPut",
      deliveryStreamEncryptionConfigurationInput: { keyType: "AWS_OWNED_CMK" },
      extendedS3DestinationConfiguration: {
        bucketArn: bucket.bucketArn,
        roleArn: writer.roleArn,
        prefix: `behaviour/${DAY}`,
        errorOutputPrefix: `errors/!{firehose:error-output-type}/${DAY}`,
        compressionFormat: "GZIP",
        fileExtension: ".json.gz",
        bufferingHints: { intervalInSeconds: 300, sizeInMBs: 64 },
        // One event a line: Firehose itself puts nothing between records.
        processingConfiguration: { enabled: true, processors: [{ type: "AppendDelimiterToRecord" }] },
        cloudWatchLoggingOptions: {
          enabled: true,
          logGroupName: logs.logGroupName,
          logStreamName: errors.logStreamName,
        },
      },
    });
    // Firehose tries the role when it makes the stream: the role needs its policy by then.
    stream.node.addDependency(writer);
    return stream;
  }

  /** The role by which Firehose writes: https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-s3 */
  private writer(bucket: Bucket, logs: LogGroup): Role {
    const writer = new Role(this, "Writer", { assumedBy: onlyFor(this, "firehose.amazonaws.com") });
    for (const [actions, resource] of [
      [["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"], bucket.bucketArn],
      [["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"], bucket.arnForObjects("*")],
      [["logs:PutLogEvents"], logs.logGroupArn],
    ] as const) {
      writer.addToPolicy(new PolicyStatement({ actions: [...actions], resources: [resource] }));
    }
    Validations.of(writer).acknowledge({
      id: "AwsSolutions-IAM5[Resource::<BehaviourStreamBehaviourBucket.Arn>/*]",
      reason: "The bucket is there for this stream's files alone, under names that Firehose makes.",
    });
    return writer;
  }

  /** Puts the details of behaviour events on the bus into the stream. */
  private feed(stream: CfnDeliveryStream, bus: EventBus, failures: Queue): void {
    const feeder = new Role(this, "Feeder", { assumedBy: onlyFor(this, "events.amazonaws.com") });
    feeder.addToPolicy(new PolicyStatement({ actions: ["firehose:PutRecord"], resources: [stream.attrArn] }));
    new Rule(this, "Rule", {
      eventBus: bus,
      eventPattern: { source: [EVENTS.source], detailType: [EVENTS.behaviourRecorded] },
      targets: [
        ruleTarget({
          arn: stream.attrArn,
          role: feeder,
          failures,
          input: RuleTargetInput.fromEventPath("$.detail"),
        }),
      ],
    });
  }
}

/** A service on behalf of this AWS account only. */
function onlyFor(scope: Construct, service: string): ServicePrincipal {
  return new ServicePrincipal(service, {
    conditions: { StringEquals: { "aws:SourceAccount": Stack.of(scope).account } },
  });
}
