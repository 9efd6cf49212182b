import * as z from "zod";
import type { BusModel, RuleModel } from "./model.ts";
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
  DeadLetterConfig: z.object({ Arn: z.string().optional() }).optional(),
  RetryPolicy: z.object({ MaximumRetryAttempts: count.optional() }).optional(),
});

const ruleSchema = z.object({
  EventBusName: z.string().default("default"),
  EventPattern: z.record(z.string(), z.unknown()).optional(),
  ScheduleExpression: z.string().optional(),
  State: z.enum(["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"]).default("ENABLED"),
  Targets: z.array(targetSchema).default([]),
});

/** EventBridge tries a target up to 185 times in a day. */
const DEFAULT_RETRIES = 185;

export function ruleModels(resources: Resources): RuleModel[] {
  return resources.all("AWS::Events::Rule").map((resource) => {
    const rule = propertiesOf(resource, ruleSchema);
    return {
      name: resource.name,
      arn: resource.arn,
      busName: busName(rule.EventBusName, resources),
      enabled: rule.State !== "DISABLED",
      pattern: rule.EventPattern,
      schedule: rule.ScheduleExpression,
      targets: rule.Targets.map((target) => ({
        id: target.Id,
        arn: resources.named(target.Arn, "AWS::Lambda::Function", "AWS::SQS::Queue", "AWS::Events::EventBus").arn,
        messageGroupId: target.SqsParameters?.MessageGroupId,
        input: target.Input,
        inputPath: target.InputPath,
        inputTransformer: target.InputTransformer && {
          paths: target.InputTransformer.InputPathsMap,
          template: target.InputTransformer.InputTemplate,
        },
        deadLetterArn: target.DeadLetterConfig?.Arn,
        maximumRetryAttempts: target.RetryPolicy?.MaximumRetryAttempts ?? DEFAULT_RETRIES,
      })),
    };
  });
}

function busName(value: string, resources: Resources): string {
  return value === "default" ? value : resources.named(value, "AWS::Events::EventBus").name;
}
