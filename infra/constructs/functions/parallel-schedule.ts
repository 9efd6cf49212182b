import { EventField, Rule, RuleTargetInput, Schedule } from "aws-cdk-lib/aws-events";
import { ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Duration } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { ruleTarget, untilNextRun } from "../rule-target.ts";
import type { FleetFunction } from "./fleet-function.ts";

export type ParallelScheduleProps = {
  readonly target: FleetFunction;
  /** Keeps events that EventBridge could not deliver, or that the function failed on. */
  readonly failures: Queue;
  /** Invocations side by side. */
  readonly count: number;
};

const EVERY = Duration.minutes(1);

/** AWS: targets that a rule may have. */
const MOST_TARGETS = 5;

/** Starts a function several times at once, every minute; each invocation gets its number and its minute: `{ index, of, time }`. */
export class ParallelSchedule extends Construct {
  constructor(scope: Construct, id: string, { target, failures, count }: ParallelScheduleProps) {
    super(scope, id);
    const keepTrying = untilNextRun(EVERY);
    target.keepFailures(failures, keepTrying);
    const invocation = (index: number) =>
      ruleTarget({
        arn: target.lambda.functionArn,
        failures,
        keepTrying,
        input: RuleTargetInput.fromObject({ index, of: count, time: EventField.time }),
      });
    for (let first = 0; first < count; first += MOST_TARGETS) {
      const name = `${first / MOST_TARGETS + 1}`;
      const numbers = Array.from({ length: Math.min(MOST_TARGETS, count - first) }, (_, offset) => first + offset);
      const rule = new Rule(this, name, {
        schedule: Schedule.rate(EVERY),
        targets: numbers.map(invocation),
      });
      target.lambda.addPermission(`${id}${name}Permission`, {
        principal: new ServicePrincipal("events.amazonaws.com"),
        sourceArn: rule.ruleArn,
      });
    }
  }
}
