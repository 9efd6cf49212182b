import { type IPrincipal, PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { type IKey, Key } from "aws-cdk-lib/aws-kms";
import { Topic } from "aws-cdk-lib/aws-sns";
import { RemovalPolicy, Stack } from "aws-cdk-lib/core";
import type { Construct } from "constructs";

/** The topic that gets every alert. `keyArn`: what encrypts it, if the stack made it. */
export type AlertTopic = { readonly arn: string; readonly keyArn?: string };

/**
 * Makes the topic with its key. They outlive the stack, for the sake of the topic's subscriptions. The key is the stack's own:
 * CloudWatch and Budgets may not use SNS's key, and what they publish to a topic that it encrypts is lost:
 * https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns
 */
export function makeAlertTopic(scope: Construct): AlertTopic {
  const { account } = Stack.of(scope);
  const conditions = { StringEquals: { "aws:SourceAccount": account } };
  const publishers: IPrincipal[] = ["cloudwatch", "budgets"].map(
    (service) => new ServicePrincipal(`${service}.amazonaws.com`),
  );
  const key = new Key(scope, "AlertTopicKey", {
    description: "wechat-fleet: encrypts the topic of the alerts",
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  key.addToResourcePolicy(
    new PolicyStatement({
      principals: publishers,
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: ["*"],
      conditions,
    }),
  );
  const topic = new Topic(scope, "AlertTopic", { enforceSSL: true, masterKey: key as IKey });
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: publishers,
      actions: ["sns:Publish"],
      resources: [topic.topicArn],
      conditions,
    }),
  );
  topic.applyRemovalPolicy(RemovalPolicy.RETAIN);
  return { arn: topic.topicArn, keyArn: key.keyArn };
}
