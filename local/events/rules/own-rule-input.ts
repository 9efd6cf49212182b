import * as z from "zod";
import { parseInput } from "../../aws/parse-input.ts";
import { AwsError } from "../../aws/service.ts";
import { nextRun } from "../schedules/expression.ts";
import { matchesPattern } from "./pattern.ts";
import type { Rule } from "./rule.ts";
import { ruleTargetOf, targetMembers } from "./target-members.ts";

const ruleSchema = z.object({
  Name: z.string().regex(/^[.\-_A-Za-z0-9]{1,64}$/),
  EventPattern: z.string().optional(),
  ScheduleExpression: z.string().optional(),
  State: z.enum(["ENABLED", "DISABLED"]).default("ENABLED"),
});
const patternSchema = z.record(z.string(), z.unknown());

/** What PutRule says of a rule, apart from its name. `busName`: of the bus that it is on. @throws AwsError */
export function ruleOfInput(input: unknown, busName: string): Pick<Rule, "name" | "enabled" | "pattern" | "schedule"> {
  const { Name, EventPattern, ScheduleExpression, State } = parseInput(ruleSchema, input);
  if (EventPattern === undefined && ScheduleExpression === undefined) {
    throw new AwsError("ValidationException", "Parameter(s) EventPattern or ScheduleExpression must be specified.");
  }
  if (ScheduleExpression !== undefined && busName !== "default") {
    throw new AwsError("ValidationException", "ScheduleExpression is supported only on the default event bus.");
  }
  return {
    name: Name,
    enabled: State === "ENABLED",
    ...(EventPattern === undefined ? {} : { pattern: patternOf(EventPattern) }),
    ...(ScheduleExpression === undefined ? {} : { schedule: scheduleOf(ScheduleExpression) }),
  };
}

function patternOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const pattern = patternSchema.parse(JSON.parse(text));
    matchesPattern(pattern, {});
    return pattern;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AwsError("InvalidEventPatternException", `Event pattern is not valid. Reason: ${reason}`);
  }
}

function scheduleOf(expression: string): string {
  try {
    nextRun(expression, new Date(0));
    return expression;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AwsError("ValidationException", `Parameter ScheduleExpression is not valid. Reason: ${reason}`);
  }
}

const targetSchema = z
  .object({
    Id: z.string().regex(/^[.\-_A-Za-z0-9]{1,64}$/),
    Arn: z.string().regex(/^arn:aws:(?:sqs:[^:]+:\d{12}:|lambda:[^:]+:\d{12}:function:)[\w.-]+$/, {
      error: "the embedded cloud delivers to queues and functions only",
    }),
    RoleArn: z.string().optional(),
    ...targetMembers,
    RetryPolicy: z
      .object({
        MaximumEventAgeInSeconds: z.number().int().min(60).max(86_400).default(86_400),
        MaximumRetryAttempts: z.number().int().min(0).max(185).default(185),
      })
      .optional(),
  })
  .transform(ruleTargetOf);

/** The targets that PutTargets takes. */
export const targetsSchema = z.array(targetSchema).min(1);
