import { type EventBus, type EventPattern, Rule, Schedule } from "aws-cdk-lib/aws-events";
import { ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { Duration } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { ruleTarget, untilNextRun } from "../rule-target.ts";
import { FleetFunction, type FleetFunctionProps } from "./fleet-function.ts";

export type ScheduledFunctionProps = FleetFunctionProps & {
  /** The time between two runs; whole minutes. */
  readonly every: Duration;
  /** An event that starts a run at once. */
  readonly alsoOn?: { readonly bus: EventBus; readonly pattern: EventPattern };
};

/** A function that runs at a rate, and at once for some event. Runs may overlap: the function itself holds a lease. */
export class ScheduledFunction extends FleetFunction {
  constructor(scope: Construct, id: string, props: ScheduledFunctionProps) {
    super(scope, id, props);
    const keepTrying = untilNextRun(props.every);
    const targets = [ruleTarget({ arn: this.lambda.functionArn, failures: props.failures, keepTrying })];
    this.keepFailures(props.failures, keepTrying);
    const schedule = new Rule(this, "Schedule", { schedule: Schedule.rate(props.every), targets });
    this.permit("Schedule", schedule);
    if (!props.alsoOn) return;
    const { bus: eventBus, pattern: eventPattern } = props.alsoOn;
    this.permit("Trigger", new Rule(this, "Trigger", { eventBus, eventPattern, targets }));
  }

  private permit(name: string, rule: Rule): void {
    this.lambda.addPermission(`${name}Permission`, {
      principal: new ServicePrincipal("events.amazonaws.com"),
      sourceArn: rule.ruleArn,
    });
  }
}
