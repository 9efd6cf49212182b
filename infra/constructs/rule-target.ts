import type { IRuleTarget, RuleTargetInput } from "aws-cdk-lib/aws-events";
import type { IRole } from "aws-cdk-lib/aws-iam";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Duration } from "aws-cdk-lib/core";

export type RuleTargetProps = {
  readonly arn: string;
  /** Keeps events that EventBridge could not deliver. */
  readonly failures: Queue;
  /** How long EventBridge tries to deliver an event: 1 minute to 24 hours, which it is unless given. */
  readonly keepTrying?: Duration;
  /** What the target gets; the event itself unless given. */
  readonly input?: RuleTargetInput | undefined;
  /** Needed by targets without a policy of their own. */
  readonly role?: IRole;
};

/** EventBridge: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RetryPolicy.html */
const MOST_TRIES = 185;

/** Times below this are too short for an outage to end. */
const SHORTEST = Duration.minutes(10);

/** How long a run of a schedule is tried: until the next one is due, which stands in for it. */
export function untilNextRun(every: Duration): Duration {
  return every.toSeconds() > SHORTEST.toSeconds() ? every : SHORTEST;
}

/** A rule's target. CDK's own targets would change the target's policy or name a permission by a hash. */
export function ruleTarget({
  arn,
  failures,
  keepTrying = Duration.days(1),
  input,
  role,
}: RuleTargetProps): IRuleTarget {
  return {
    bind: () => ({
      arn,
      deadLetterConfig: { arn: failures.queueArn },
      retryPolicy: { maximumEventAgeInSeconds: keepTrying.toSeconds(), maximumRetryAttempts: MOST_TRIES },
      ...(input ? { input } : {}),
      ...(role ? { role } : {}),
    }),
  };
}
