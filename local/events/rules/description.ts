import type { Rule, RuleTarget } from "./rule.ts";

/** A rule as ListRules and DescribeRule show it. */
export function describeRule(rule: Rule) {
  return {
    Name: rule.name,
    Arn: rule.arn,
    EventBusName: rule.busName,
    State: rule.enabled ? "ENABLED" : "DISABLED",
    ...(rule.pattern ? { EventPattern: JSON.stringify(rule.pattern) } : {}),
    ...(rule.schedule === undefined ? {} : { ScheduleExpression: rule.schedule }),
  };
}

/** A target as ListTargetsByRule shows it. */
export function describeTarget(target: RuleTarget) {
  const { inputTransformer: transformer } = target;
  return {
    Id: target.id,
    Arn: target.arn,
    ...(target.input === undefined ? {} : { Input: target.input }),
    ...(target.inputPath === undefined ? {} : { InputPath: target.inputPath }),
    ...(target.messageGroupId === undefined ? {} : { SqsParameters: { MessageGroupId: target.messageGroupId } }),
    ...(target.roleArn === undefined ? {} : { RoleArn: target.roleArn }),
    ...(target.deadLetterArn === undefined ? {} : { DeadLetterConfig: { Arn: target.deadLetterArn } }),
    ...(target.retry
      ? {
          RetryPolicy: {
            MaximumEventAgeInSeconds: target.retry.maxAgeSeconds,
            MaximumRetryAttempts: target.retry.maxRetries,
          },
        }
      : {}),
    ...(transformer
      ? {
          InputTransformer: {
            ...(transformer.inputPathsMap ? { InputPathsMap: transformer.inputPathsMap } : {}),
            InputTemplate: transformer.inputTemplate,
          },
        }
      : {}),
  };
}
