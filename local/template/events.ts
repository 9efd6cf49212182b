import * as z from "zod";
import type { Rule, RuleTarget } from "../events/rules/rule.ts";
import { ruleTargetOf, targetMembers } from "../events/rules/target-members.ts";
import type { BusModel } from "./model.ts";
import { count, propertiesOf, type Resources } from "./resources.ts";

export function busModels(resources: Resources): BusModel[] {
  return resources.all("AWS::Events::EventBus").map(({ name, arn }) => ({ name, arn }));
}

const targetSchema = z.object({
  Id: z.string(),
  Arn: z.string(),
  ...targetMembers,
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
  const { Arn, DeadLetterConfig } = target;
  return ruleTargetOf({
    ...target,
    Arn: resources.named(Arn, "AWS::Lambda::Function", "AWS::SQS::Queue").arn,
    ...(DeadLetterConfig && {
      DeadLetterConfig: { Arn: resources.named(DeadLetterConfig.Arn, "AWS::SQS::Queue").arn },
    }),
  });
}

function busName(value: string, resources: Resources): string {
  return value === "default" ? value : resources.named(value, "AWS::Events::EventBus").name;
}
