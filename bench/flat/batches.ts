import { createHash } from "node:crypto";
import { ulid } from "ulid";
import { normalizeCallback } from "../../shared/adapters/wechat-api/normalize/callback.ts";
import { parseCallbackBody } from "../../shared/adapters/wechat-api/normalize/callback-body.ts";
import { envelopeForm, groupOf } from "../../shared/inbound/domain/envelope.ts";
import { dedupKeyOf } from "../../shared/messages/domain/dedup-key.ts";
import { queueBody } from "../../shared/platform/sqs/queue-body.ts";
import { callbackBody } from "../../test/support/fleet-driver.ts";

/**
 * The event of a batch with the message `sequence` of each of these accounts, as the inbound queue would hand it on.
 */
export function batchOf(accounts: readonly number[], sequence: number): object {
  return { Records: accounts.map((account) => recordOf(account, sequence)) };
}

function recordOf(account: number, sequence: number): object {
  const now = Date.now();
  const parsed = parseCallbackBody(callbackBody(account, sequence, { word: "闲聊" }));
  if (parsed.type === "probe") throw new Error("a message was taken for a probe");
  const message = normalizeCallback(parsed.callback, now);
  const envelope = { id: ulid(), appId: message.appId, dedupKey: dedupKeyOf(message) ?? "", receivedAt: now, message };
  const body = queueBody(envelope, envelopeForm.version);
  return {
    messageId: ulid(),
    receiptHandle: "bench",
    body,
    attributes: {
      ApproximateReceiveCount: "1",
      SentTimestamp: String(now),
      SenderId: "bench",
      ApproximateFirstReceiveTimestamp: String(now),
      MessageGroupId: groupOf(envelope),
      SequenceNumber: String(sequence),
    },
    messageAttributes: {},
    md5OfBody: createHash("md5").update(body).digest("hex"),
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:inbound.fifo",
    awsRegion: "us-east-1",
  };
}
