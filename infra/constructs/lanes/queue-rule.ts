import { type EventBus, type EventPattern, Rule, type RuleTargetInput, Schedule } from "aws-cdk-lib/aws-events";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { type Duration, Stack } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { ruleTarget, untilNextRun } from "../rule-target.ts";

export type QueueRuleProps = {
  /** The queue of a lane whose row has `acceptsEvents`. */
  readonly queue: Queue;
  /** Keeps events that EventBridge could not deliver. */
  readonly failures: Queue;
  /** The message's body; the event itself unless given. */
  readonly input?: RuleTargetInput;
  /** Events of the AWS account's default bus unless another is given. */
  readonly on: { readonly bus?: EventBus; readonly pattern: EventPattern } | { readonly every: Duration };
};

/** A rule whose events become messages of a standard queue. */
export class QueueRule extends Rule {
  constructor(scope: Construct, id: string, { queue, failures, input, on }: QueueRuleProps) {
    super(scope, id, {
      ...("every" in on ? { schedule: Schedule.rate(on.every) } : { eventPattern: on.pattern }),
      ...("bus" in on && on.bus ? { eventBus: on.bus } : {}),
      targets: [
        ruleTarget({
          arn: queue.queueArn,
          failures,
          input,
          ...("every" in on ? { keepTrying: untilNextRun(on.every) } : {}),
        }),
      ],
    });
  }
}

/** Lets rules of this AWS account put messages into a queue. */
export function acceptEvents(queue: Queue): void {
  queue.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal("events.amazonaws.com")],
      actions: ["sqs:SendMessage"],
      resources: [queue.queueArn],
      conditions: { StringEquals: { "aws:SourceAccount": Stack.of(queue).account } },
    }),
  );
}
