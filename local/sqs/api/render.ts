import { md5OfAttributes } from "../messages/checksums.ts";
import type { ReceivedMessage } from "../messages/hand-out.ts";
import type { MoveTask } from "../store/move-tasks.ts";
import type { MessageAttributes } from "./schemas.ts";

/** Makes the ARN of a queue from its name. */
export type ToArn = (queueName: string) => string;

/** Which attributes a receive asked for. */
type Wanted = {
  AttributeNames?: string[] | undefined;
  MessageSystemAttributeNames?: string[] | undefined;
  MessageAttributeNames?: string[] | undefined;
};

/** True for a name that one of the patterns means: the name itself, `All`, `.*`, or a prefix that ends in `.*`. */
function isWanted(patterns: readonly string[], name: string): boolean {
  return patterns.some(
    (pattern) =>
      pattern === "All" || pattern === name || (pattern.endsWith(".*") && name.startsWith(pattern.slice(0, -2))),
  );
}

const wantedOf = <T>(all: Record<string, T>, patterns: readonly string[]): Record<string, T> =>
  Object.fromEntries(Object.entries(all).filter(([name]) => isWanted(patterns, name)));

/** A message as the protocol shows it: the attributes that were asked for, and their MD5. */
export function renderMessage(message: ReceivedMessage, wanted: Wanted, toArn: ToArn): object {
  const { MessageId, ReceiptHandle, Body, MD5OfBody, deadLetterSource } = message;
  const system = [...(wanted.AttributeNames ?? []), ...(wanted.MessageSystemAttributeNames ?? [])];
  const all = deadLetterSource
    ? { ...message.Attributes, DeadLetterQueueSourceArn: toArn(deadLetterSource) }
    : message.Attributes;
  const attributes = wantedOf(all, system);
  const messageAttributes: MessageAttributes = wantedOf(message.MessageAttributes, wanted.MessageAttributeNames ?? []);
  return {
    MessageId,
    ReceiptHandle,
    MD5OfBody,
    Body,
    ...(Object.keys(attributes).length > 0 && { Attributes: attributes }),
    ...(Object.keys(messageAttributes).length > 0 && {
      MessageAttributes: messageAttributes,
      MD5OfMessageAttributes: md5OfAttributes(messageAttributes),
    }),
  };
}

/** A move task as the protocol shows it; only a running one has a handle. */
export function renderMoveTask(task: MoveTask, toArn: ToArn): object {
  return {
    ...(task.status === "RUNNING" && { TaskHandle: task.handle }),
    Status: task.status,
    SourceArn: toArn(task.source),
    ...(task.destination !== undefined && { DestinationArn: toArn(task.destination) }),
    ...(task.rate !== undefined && { MaxNumberOfMessagesPerSecond: task.rate }),
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    ...(task.failure !== undefined && { FailureReason: task.failure }),
    StartedTimestamp: task.startedAt,
  };
}

/** One page of a list; the token is the number of names that went before. */
export function pageOf(names: string[], max: number | undefined, token: string | undefined): [string[], object] {
  const start = Number(token ?? 0) || 0;
  const end = max === undefined ? names.length : start + max;
  return [names.slice(start, end), end < names.length ? { NextToken: String(end) } : {}];
}
