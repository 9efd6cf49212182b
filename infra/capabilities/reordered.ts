import { counted } from "../constructs/metrics.ts";
import type { AlarmRow } from "./capability.ts";

/**
 * Rings where SQS took a later message of a group than one that it refused in the same call. `service`: the function that
 * sends; its log line has the ids.
 */
export function reorderedAlarm(id: string, service: string): AlarmRow<never> {
  return {
    id,
    metric: () => counted("GroupReordered", service),
    withoutData: "ok",
    zh: `SQS 在同一次调用中拒收了一条消息，却收下了同组后面的消息，顺序可能颠倒：编号见 ${service} 日志中的 refused 和 overtaking。`,
    en: `SQS refused a message and took a later one of its group in the same call: their order may be turned round. The log of ${service} has the ids.`,
  };
}
