import type { Construct } from "constructs";
import type { Settings } from "../../settings.ts";
import { addAlarm } from "../fleet-alarm.ts";
import { PER_MINUTE } from "../metrics.ts";
import type { Lane, LaneRow } from "./row.ts";

/** Rings for the first message that a lane gave up. */
export function addDeadLetterAlarm(lane: Construct & Lane, settings: Settings, { maxReceiveCount }: LaneRow): void {
  const { id } = lane.node;
  addAlarm(lane, "DeadLetterAlarm", settings, {
    metric: lane.deadLetterQueue.metricApproximateNumberOfMessagesVisible({ ...PER_MINUTE, statistic: "Maximum" }),
    zh: `${id} 的消息失败 ${maxReceiveCount} 次，已进入死信队列：请查看内容，排除原因后重新投递。`,
    en: `Messages of ${id} failed ${maxReceiveCount} times. Read them in the dead-letter queue, mend the cause, then redrive.`,
  });
}
