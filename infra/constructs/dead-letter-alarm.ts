import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Duration } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import type { Settings } from "../settings.ts";
import { addAlarm } from "./fleet-alarm.ts";

/** Rings for the first message that a lane gave up; `lane` is the lane's id. */
export function addDeadLetterAlarm(
  lane: Construct,
  { settings, maxReceiveCount, queue }: { settings: Settings; maxReceiveCount: number; queue: Queue },
): void {
  const { id } = lane.node;
  addAlarm(lane, "DeadLetterAlarm", settings, {
    metric: queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: "Maximum" }),
    threshold: 1,
    description: {
      zh: `${id} 的消息失败 ${maxReceiveCount} 次，已进入死信队列：请查看内容，排除原因后重新投递。`,
      en: `Messages of ${id} failed ${maxReceiveCount} times. Read them in the dead-letter queue, mend the cause, then redrive.`,
    },
  });
}
