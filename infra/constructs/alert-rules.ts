import { type EventBus, Match, RuleTargetInput } from "aws-cdk-lib/aws-events";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { ArnFormat, Duration, Stack } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { EVENTS } from "../../shared/names.ts";
import { QueueRule } from "./lanes/queue-rule.ts";

export type AlertRulesProps = {
  readonly queue: Queue;
  /** Keeps events that EventBridge could not deliver. */
  readonly failures: Queue;
  readonly bus: EventBus;
  /** The stacks whose alarms go to the queue. */
  readonly stackNames: readonly string[];
};

/** Fills the queue of alerts: events and alarms that operators should hear of, and the sweep of each minute. */
export class AlertRules extends Construct {
  constructor(scope: Construct, id: string, { queue, failures, bus, stackNames }: AlertRulesProps) {
    super(scope, id);
    const events = new QueueRule(this, "Events", {
      queue,
      failures,
      on: {
        bus,
        pattern: {
          source: [EVENTS.source],
          detailType: [
            EVENTS.accountStateChanged,
            EVENTS.loginRequired,
            EVENTS.reconnectExhausted,
            EVENTS.unknownAccountSeen,
            EVENTS.commandUnknown,
            EVENTS.commandFailed,
            EVENTS.circuitStaysOpen,
            EVENTS.spoolOpened,
            EVENTS.messagesUnread,
            EVENTS.aiBudgetExceeded,
            EVENTS.aiAnswerTruncated,
            EVENTS.handoverRequested,
            EVENTS.conversationBraked,
            EVENTS.deadLettered,
            EVENTS.quotaExhausted,
            EVENTS.accountAuthorized,
            EVENTS.authorizationWithdrawn,
            EVENTS.refundAbnormal,
          ],
        },
      },
    });
    // CloudWatch puts every alarm of the AWS account on its default bus.
    const alarms = new QueueRule(this, "Alarms", {
      queue,
      failures,
      on: {
        pattern: {
          source: ["aws.cloudwatch"],
          detailType: ["CloudWatch Alarm State Change"],
          resources: Match.anyOf(...stackNames.map((name) => Match.prefix(this.alarmArn(`${name}-`)))),
          detail: { state: { value: ["ALARM", "OK"] } },
        },
      },
    });
    const sweep = new QueueRule(this, "Sweep", {
      queue,
      failures,
      input: RuleTargetInput.fromObject({ type: "sweep" }),
      on: { every: Duration.minutes(1) },
    });
    queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal("events.amazonaws.com")],
        actions: ["sqs:SendMessage"],
        resources: [queue.queueArn],
        conditions: { ArnEquals: { "aws:SourceArn": [events, alarms, sweep].map(({ ruleArn }) => ruleArn) } },
      }),
    );
  }

  private alarmArn(resourceName: string): string {
    const format = { service: "cloudwatch", resource: "alarm", arnFormat: ArnFormat.COLON_RESOURCE_NAME, resourceName };
    return Stack.of(this).formatArn(format);
  }
}
