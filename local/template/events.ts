import * as z from "zod";
import type { Rule, RuleTarget } from "../events/rules/rule.ts";
import type { BusModel } from "./model.ts";
import { count, propertiesOf, type Resources } from "./resources.ts";

export function busModels(resources: Resources): BusModel[] {
  return resources.all("AWS::Events::EventBus").map(({ name, arn }) => ({ name, arn }));
}

const targetSchema = z.object({
  Id: z.string(),
  Arn: z.string(),
  Input: z.string().optional(),
  InputPath: z.string().optional(),
  InputTransformer: z
    .object({ InputPathsMap: z.record(z.string(), z.string()).default({}), InputTemplate: z.string() })
    .optional(),
  SqsParameters: z.object({ MessageGroupId: z.string() }).optional(),
  DeadLetterConfig: z.object({ Arn: z.string() }).optional(),
  RetryPolicy: z
    .object({ MaximumEventAgeInSeconds: count.default(86_400), MaximumRetryAttempts: count.default(185) })
    .optional(),
});

const ruleSchema = z.object({
  EventBusName: z.string().default("default"),
  EventPattern: z.record(z.string(), z.unknown()).optional(),
  ScheduleExpression: z.string().optional(),
  State: z.enum(["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"]).default("ENABLED"),
  Targets: z.array(targetSchema).default([]),
});

export function ruleModels(resources: Resources): Rule[] {
  return resources.all("AWS::Events::Rule").map((resource) => {
    const rule = propertiesOf(resource, ruleSchema);
    return {
      name: resource.name,
      arn: resource.arn,
      busName: busName(rule.EventBusName, resources),
      enabled: rule.State !== "DISABLED",
      ...(rule.EventPattern && { pattern: rule.EventPattern }),
      ...(rule.ScheduleExpression !== undefined && { schedule: rule.ScheduleExpression }),
      targets: rule.Targets.map((target) => targetModel(target, resources)),
    };
  });
}

function targetModel(target: z.infer<typeof targetSchema>, resources: Resources): RuleTarget {
  const { Input, InputPath, InputTransformer, SqsParameters, DeadLetterConfig, RetryPolicy } = target;
  return {
    id: target.Id,
    arn: resources.named(target.Arn, "AWS::Lambda::Function", "AWS::SQS::Queue").arn,
    ...(Input !== undefined && { input: Input }),
    ...(InputPath !== undefined && { inputPath: InputPath }),
    ...(InputTransformer && {
      inputTransformer: {
        inputPathsMap: InputTransformer.InputPathsMap,
        inputTemplate: InputTransformer.InputTemplate,
      },
    }),
    ...(SqsParameters && { messageGroupId: SqsParameters.MessageGroupId }),
    ...(DeadLetterConfig && { deadLetterArn: resources.named(DeadLetterConfig.Arn, "AWS::SQS::Queue").arn }),
    ...(RetryPolicy && {
      retry: { maxAgeSeconds: RetryPolicy.MaximumEventAgeInSeconds, maxRetries: RetryPolicy.MaximumRetryAttempts },
    }),
  };
}

function busName(value: string, resources: Resources): string {
  return value === "default" ? value : resources.named(value, "AWS::Events::EventBus").name;
}
