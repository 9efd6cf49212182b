import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from "aws-cdk-lib/aws-s3";
import { Duration, RemovalPolicy, Validations } from "aws-cdk-lib/core";
import { Construct } from "constructs";

/** A bucket whose objects go after some days, and its access logs. With `prefixes`, objects of other names stay. */
export class DatedBucket extends Construct {
  readonly bucket: Bucket;

  constructor(
    scope: Construct,
    id: string,
    props: { readonly keepFor: Duration; readonly prefixes?: readonly string[] },
  ) {
    super(scope, id);
    const common = {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN,
    };
    const abortIncompleteMultipartUploadAfter = Duration.days(1);
    const all = { expiration: props.keepFor, abortIncompleteMultipartUploadAfter };
    const logs = new Bucket(this, "AccessLogs", { ...common, lifecycleRules: [all] });
    Validations.of(logs).acknowledge({
      id: "AwsSolutions-S1",
      reason: "It holds the access logs: logging its own access would write a log of every log.",
    });
    // CDK's types are written without exactOptionalPropertyTypes: its Bucket is an IBucket all the same.
    this.bucket = new Bucket(this, "Bucket", {
      ...common,
      serverAccessLogsBucket: logs as IBucket,
      lifecycleRules: props.prefixes
        ? [
            { abortIncompleteMultipartUploadAfter },
            ...props.prefixes.map((prefix) => ({ prefix, expiration: props.keepFor })),
          ]
        : [all],
    });
  }
}
