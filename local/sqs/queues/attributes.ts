import * as z from "zod";
import { invalidAttributeName, invalidAttributeValue } from "../errors.ts";

/** Largest message and largest batch in bytes. Source: Amazon SQS quotas. */
export const MAX_MESSAGE_BYTES = 1_048_576;

/** Queue attributes as AWS names them, all as texts. */
export type QueueAttributes = Record<string, string>;

/** What the engine reads from the attributes. */
export type QueueSettings = {
  visibilityTimeoutMs: number;
  delayMs: number;
  retentionMs: number;
  waitSeconds: number;
  maximumMessageSize: number;
  contentBasedDeduplication: boolean;
  deduplicationPerGroup: boolean;
  redrive: { queueName: string; maxReceiveCount: number } | undefined;
};

const DEFAULTS: QueueAttributes = {
  VisibilityTimeout: "30",
  MaximumMessageSize: String(MAX_MESSAGE_BYTES),
  MessageRetentionPeriod: "345600",
  DelaySeconds: "0",
  ReceiveMessageWaitTimeSeconds: "0",
  SqsManagedSseEnabled: "true",
};
const FIFO_DEFAULTS: QueueAttributes = {
  FifoQueue: "true",
  ContentBasedDeduplication: "false",
  DeduplicationScope: "queue",
  FifoThroughputLimit: "perQueue",
};

const between = (min: number, max: number) => (value: string) =>
  /^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max;
const oneOf =
  (...values: string[]) =>
  (value: string) =>
    values.includes(value);
const anything = () => true;
const isJson = (value: string) => value === "" || jsonText.safeParse(value).success;

const jsonText = z.string().transform((value, context) => {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(value));
  } catch (error) {
    context.addIssue({ code: "custom", message: String(error) });
    return z.NEVER;
  }
});
const redrivePolicy = jsonText.pipe(
  z.object({
    deadLetterTargetArn: z.string().regex(/^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9_.-]+$/),
    maxReceiveCount: z.coerce.number().int().min(1).max(1000),
  }),
);

const CHECKS: Record<string, (value: string) => boolean> = {
  VisibilityTimeout: between(0, 43_200),
  MaximumMessageSize: between(1024, MAX_MESSAGE_BYTES),
  MessageRetentionPeriod: between(60, 1_209_600),
  DelaySeconds: between(0, 900),
  ReceiveMessageWaitTimeSeconds: between(0, 20),
  KmsMasterKeyId: anything,
  KmsDataKeyReusePeriodSeconds: between(60, 86_400),
  SqsManagedSseEnabled: oneOf("true", "false"),
  Policy: isJson,
  RedriveAllowPolicy: isJson,
  RedrivePolicy: (value) => value === "" || redrivePolicy.safeParse(value).success,
};
const FIFO_CHECKS: Record<string, (value: string) => boolean> = {
  FifoQueue: oneOf("true"),
  ContentBasedDeduplication: oneOf("true", "false"),
  DeduplicationScope: oneOf("queue", "messageGroup"),
  FifoThroughputLimit: oneOf("perQueue", "perMessageGroupId"),
};

/** The attributes of a new queue: defaults, then what was given. */
export function defaultAttributes(fifo: boolean): QueueAttributes {
  return fifo ? { ...DEFAULTS, ...FIFO_DEFAULTS } : { ...DEFAULTS };
}

/**
 * `current` with the changes put in; an empty text removes an attribute that has no default.
 * @throws AwsError InvalidAttributeName, InvalidAttributeValue
 */
export function changeAttributes(current: QueueAttributes, changes: QueueAttributes, fifo: boolean): QueueAttributes {
  const changed = { ...current };
  for (const [name, value] of Object.entries(changes)) {
    const check = CHECKS[name] ?? (fifo ? FIFO_CHECKS[name] : undefined);
    if (!check) throw invalidAttributeName(name);
    if (!check(value)) throw invalidAttributeValue(name);
    if (value === "") delete changed[name];
    else changed[name] = value;
  }
  if (changes.KmsMasterKeyId) changed.SqsManagedSseEnabled = "false";
  const perGroup = changed.FifoThroughputLimit === "perMessageGroupId";
  if (perGroup && changed.DeduplicationScope !== "messageGroup") throw invalidAttributeValue("FifoThroughputLimit");
  return changed;
}

/** The name at the end of a queue's ARN or URL. */
export const queueNameIn = (arnOrUrl: string): string => arnOrUrl.slice(1 + arnOrUrl.search(/[:/][^:/]*$/));

/** What the engine reads from checked attributes. */
export function readSettings(attributes: QueueAttributes): QueueSettings {
  const seconds = (name: string) => Number(attributes[name] ?? DEFAULTS[name]);
  const policy = attributes.RedrivePolicy ? redrivePolicy.parse(attributes.RedrivePolicy) : undefined;
  return {
    visibilityTimeoutMs: seconds("VisibilityTimeout") * 1000,
    delayMs: seconds("DelaySeconds") * 1000,
    retentionMs: seconds("MessageRetentionPeriod") * 1000,
    waitSeconds: seconds("ReceiveMessageWaitTimeSeconds"),
    maximumMessageSize: seconds("MaximumMessageSize"),
    contentBasedDeduplication: attributes.ContentBasedDeduplication === "true",
    deduplicationPerGroup: attributes.DeduplicationScope === "messageGroup",
    redrive: policy && {
      queueName: queueNameIn(policy.deadLetterTargetArn),
      maxReceiveCount: policy.maxReceiveCount,
    },
  };
}
