import type { Construct } from "constructs";
import { type AlarmTopics, addAlarm } from "../fleet-alarm.ts";
import { oldestMessage, PER_MINUTE, untaken } from "../metrics.ts";
import type { Lane, LaneRow } from "./row.ts";

/** Rings for the first message that a lane gave up, and for messages that wait for too long. */
export function addLaneAlarms(lane: Construct & Lane, topics: AlarmTopics, row: LaneRow): void {
  const { id } = lane.node;
  const { maxReceiveCount, late, direct = false } = row;
  addAlarm(lane, "DeadLetterAlarm", topics, {
    metric: lane.deadLetterQueue.metricApproximateNumberOfMessagesVisible({ ...PER_MINUTE, statistic: "Maximum" }),
    withoutData: "ok",
    direct,
    zh: `${id} 的消息失败 ${maxReceiveCount} 次，已进入死信队列：请查看内容，排除原因后重新投递。`,
    en: `Messages of ${id} failed ${maxReceiveCount} times. Read them in the dead-letter queue, mend the cause, then redrive.`,
  });
  // A queue that nothing has used for six hours writes no metrics: it is empty.
  const common = { withoutData: "ok", direct, zh: late.zh, en: late.en } as const;
  if (late.after === "untaken") addAlarm(lane, "AgeAlarm", topics, { ...common, metric: untaken(lane), periods: 4 });
  else {
    addAlarm(lane, "AgeAlarm", topics, { ...common, metric: oldestMessage(lane), threshold: late.after, periods: 3 });
  }
}
