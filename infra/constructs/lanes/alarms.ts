import type { Construct } from "constructs";
import { type AlarmTopics, addAlarm } from "../fleet-alarm.ts";
import { oldestMessage, openDeadLetters, untaken } from "../metrics.ts";
import type { Lane, LaneRow } from "./row.ts";

/** Rings as long as a lane has open dead letters, and for messages that wait for too long. */
export function addLaneAlarms(lane: Construct & Lane, topics: AlarmTopics, row: LaneRow): void {
  const { id } = lane.node;
  const { late, direct = false } = row;
  addAlarm(lane, "DeadLetterAlarm", topics, {
    metric: openDeadLetters(lane.name),
    withoutData: "ok",
    direct,
    zh: `${id} 有消息无法处理：请用 GET /api/dead-letters?lane=${lane.name} 查看原因，排除后重新投递或丢弃。`,
    en: `${id} has messages that could not be worked on. GET /api/dead-letters?lane=${lane.name} says why; mend the cause, then redrive or discard them.`,
  });
  // A queue that nothing has used for six hours writes no metrics: it is empty.
  const common = { withoutData: "ok", direct, zh: late.zh, en: late.en } as const;
  if (late.after === "untaken") addAlarm(lane, "AgeAlarm", topics, { ...common, metric: untaken(lane), periods: 4 });
  else {
    addAlarm(lane, "AgeAlarm", topics, { ...common, metric: oldestMessage(lane), threshold: late.after, periods: 3 });
  }
}
