import type { SQSRecord } from "aws-lambda";
import { namedInBody } from "../dead-letters/domain/named-in-body.ts";
import { type DeadLetterReasonCode, reasonOf } from "../dead-letters/domain/reason.ts";
import type { Log, Metrics } from "../kernel/application/ports/runtime.ts";
import { AppError } from "../kernel/domain/errors.ts";
import { type Lane, laneMessageOf } from "./lane.ts";

/** Why a record goes back to its queue. */
export type WayBack = {
  readonly code: Extract<
    DeadLetterReasonCode,
    "unreadable" | "newer-version" | "failed" | "refused-by-store" | "behind" | "waited"
  >;
  readonly error?: unknown;
  /** The message id of the record of its group that failed. */
  readonly behind?: string;
};

/**
 * Says of every record that goes back to its queue why: one line, and one count by function and reason. A record that
 * only waits for its turn has not failed, and is not counted here. Before a record's last way, to the dead-letter queue,
 * the reason is noted for its row.
 */
export function createReportBack(deps: {
  readonly lane: Lane;
  readonly log: Log;
  readonly metrics: Metrics;
}): (record: SQSRecord, why: WayBack) => Promise<void> {
  const { lane, log, metrics } = deps;

  function report(record: SQSRecord, { code, error, behind }: WayBack): void {
    if (code === "waited") return;
    const reason = code === "failed" ? codeOf(error) : code;
    const about = { ...idsOf(lane.name, record), reason };
    metrics.count("RecordFailed", 1, { reason });
    if (behind === undefined) log.error("a record goes back to its queue", error, about);
    else log.warn("a record goes back to its queue behind one of its group that failed", { ...about, behind });
  }

  return async (record, why) => {
    report(record, why);
    const message = laneMessageOf(lane.name, record);
    if (message.receiveCount < lane.maxReceives) return;
    const { code, error } = why;
    await lane.noteCause(message, error === undefined ? { code } : reasonOf(code, error));
  };
}

/** What finds a record in logs, queues and tables. */
export function idsOf(lane: string, { messageId, body, attributes }: SQSRecord): Readonly<Record<string, unknown>> {
  const { MessageGroupId: group, ApproximateReceiveCount } = attributes;
  return {
    lane,
    messageId,
    ...(group === undefined ? {} : { group }),
    receiveCount: Number(ApproximateReceiveCount),
    ...namedInBody(body),
  };
}

function codeOf(error: unknown): string {
  return error instanceof AppError ? error.code : "unexpected";
}
