import { type EventBus, type EventPattern, Rule, type RuleTargetInput, type Schedule } from "aws-cdk-lib/aws-events";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Stack } from "aws-cdk-lib/core";
import type { Construct } from "constructs";

export type QueueRuleProps = {
  /** The queue of a lane whose row has `acceptsEvents`. */
  readonly queue: Queue;
  /** The message's body; the event itself unless given. */
  readonly input?: RuleTargetInput;
  /** Events of the AWS account's default bus unless another is given. */
  readonly on: { readonly bus?: EventBus; readonly pattern: EventPattern } | { readonly schedule: Schedule };
};

/** A rule whose events become messages of a standard queue. */
export class QueueRule extends Rule {
  constructor(scope: Construct, id: string, { queue, input, on }: QueueRuleProps) {
    super(scope, id, {
      ...("schedule" in on ? { schedule: on.schedule } : { eventPattern: on.pattern }),
      ...("bus" in on && on.bus ? { eventBus: on.bus } : {}),
      // CDK's own target would change the queue's policy, which lies in the other stack, by this rule's ARN.
      targets: [{ bind: () => ({ arn: queue.queueArn, ...(input ? { input } : {}) }) }],
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
