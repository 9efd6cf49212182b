import { hash } from "node:crypto";
import type { MessageAttribute, MessageAttributes, OutgoingMessage } from "../api/schemas.ts";
import { invalidMessageContents, invalidParameter, invalidValue, missingParameter } from "../errors.ts";
import type { Queue } from "../queues/queue.ts";

const NAME = /^(?!(?:aws|amazon)\.|\.)(?!.*\.\.)(?!.*\.$)[A-Za-z0-9_.-]{1,256}$/i;
const TYPE = /^(String|Number|Binary)(\..{1,249})?$/;
const ID = /^[\x21-\x7e]{1,128}$/;
/** What XML 1.0 forbids; surrogates are checked apart. */
const FORBIDDEN = /[^\t\n\r\u0020-\ufffd]/;
const ALLOWED = "#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF";

function checkCharacters(text: string, what: string): void {
  if (!FORBIDDEN.test(text) && text.isWellFormed()) return;
  throw invalidMessageContents(
    `Invalid character was found in the ${what}, the set of allowed characters is ${ALLOWED}`,
  );
}

const valueSize = (attribute: MessageAttribute): number =>
  attribute.BinaryValue === undefined
    ? Buffer.byteLength(attribute.StringValue ?? "")
    : Buffer.byteLength(attribute.BinaryValue, "base64");

/** Bytes of a message as its limit counts them: the body and the attributes with name, type and value. */
export function sizeOf(message: OutgoingMessage): number {
  let size = Buffer.byteLength(message.MessageBody);
  for (const [name, attribute] of Object.entries(message.MessageAttributes ?? {})) {
    size += Buffer.byteLength(name) + Buffer.byteLength(attribute.DataType) + valueSize(attribute);
  }
  return size;
}

function checkAttributes(attributes: MessageAttributes): void {
  const entries = Object.entries(attributes);
  if (entries.length > 10) {
    throw invalidParameter(`Number of message attributes [${entries.length}] exceeds the allowed maximum [10].`);
  }
  for (const [name, attribute] of entries) {
    const refuse = (reason: string) => invalidParameter(`The message attribute '${name}' ${reason}`);
    if (!NAME.test(name)) throw refuse("has an invalid name.");
    const type = TYPE.exec(attribute.DataType);
    if (!type) throw refuse("has an invalid message attribute type.");
    const value = type[1] === "Binary" ? attribute.BinaryValue : attribute.StringValue;
    if (!value) throw refuse(`must contain a non-empty value of type ${type[1]}.`);
    if (attribute.BinaryValue !== undefined && attribute.StringValue !== undefined) throw refuse("has two values.");
    if (type[1] === "Number" && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)) throw refuse("is no number.");
    checkCharacters(attribute.StringValue ?? "", `message attribute '${name}'`);
  }
}

function checkSystemAttributes(attributes: MessageAttributes): void {
  for (const [name, attribute] of Object.entries(attributes)) {
    if (name !== "AWSTraceHeader") throw invalidParameter(`Message system attribute name '${name}' is invalid.`);
    if (attribute.DataType !== "String" || !attribute.StringValue) {
      throw invalidParameter(`The message system attribute '${name}' must be a non-empty String.`);
    }
  }
}

const ID_REASON = "can only include alphanumeric and punctuation characters. 1 to 128 in length.";

function checkFifo(queue: Queue, message: OutgoingMessage): void {
  if (message.MessageGroupId === undefined) throw missingParameter("MessageGroupId");
  if (message.DelaySeconds) {
    throw invalidValue(
      "DelaySeconds",
      message.DelaySeconds,
      "The request include parameter that is not valid for this queue type.",
    );
  }
  if (message.MessageDeduplicationId === undefined && !queue.settings.contentBasedDeduplication) {
    throw invalidParameter(
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    );
  }
}

/** Checks one message against the limits of SQS and the kind of its queue. @throws AwsError */
export function checkMessage(queue: Queue, message: OutgoingMessage): void {
  if (message.MessageBody === "") throw missingParameter("MessageBody");
  if (message.MessageAttributes) checkAttributes(message.MessageAttributes);
  if (message.MessageSystemAttributes) checkSystemAttributes(message.MessageSystemAttributes);
  const limit = queue.settings.maximumMessageSize;
  if (sizeOf(message) > limit) {
    throw invalidParameter(`One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`);
  }
  checkCharacters(message.MessageBody, "message body");
  const { DelaySeconds: delay = 0, MessageGroupId: group, MessageDeduplicationId: deduplication } = message;
  if (delay < 0 || delay > 900) throw invalidValue("DelaySeconds", delay, "DelaySeconds must be >= 0 and <= 900.");
  if (group !== undefined && !ID.test(group))
    throw invalidValue("MessageGroupId", group, `MessageGroupId ${ID_REASON}`);
  if (deduplication !== undefined && !ID.test(deduplication)) {
    throw invalidValue("MessageDeduplicationId", deduplication, `MessageDeduplicationId ${ID_REASON}`);
  }
  if (queue.fifo) checkFifo(queue, message);
  else if (deduplication !== undefined) {
    throw invalidValue(
      "MessageDeduplicationId",
      deduplication,
      "The request include parameter that is not valid for this queue type.",
    );
  }
}

/** The deduplication id of a checked message for a FIFO queue: the given one, else the SHA-256 of its body. */
export const deduplicationIdOf = (message: OutgoingMessage): string =>
  message.MessageDeduplicationId ?? hash("sha256", message.MessageBody);
