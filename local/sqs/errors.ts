import { AwsError } from "../aws/service.ts";

const LEGACY = "AWS.SimpleQueueService.";

/**
 * The errors of the SQS API. Codes that the query protocol prefixed are sent in that form as `queryCode`, which is
 * the name that SDKs show (awsQueryCompatible).
 */
function legacyError(code: string, message: string, queryCode = `${LEGACY}${code}`): AwsError {
  return new AwsError(code, message, { queryCode });
}

const plainError = (code: string, message: string) => new AwsError(code, message, { queryCode: code });

export const queueDoesNotExist = () =>
  legacyError("QueueDoesNotExist", "The specified queue does not exist.", `${LEGACY}NonExistentQueue`);

export const queueNameExists = (attribute: string) =>
  legacyError(
    "QueueNameExists",
    `A queue already exists with the same name and a different value for attribute ${attribute}`,
    "QueueAlreadyExists",
  );

export const invalidParameter = (message: string) => plainError("InvalidParameterValue", message);

export const invalidValue = (name: string, value: unknown, reason: string) =>
  invalidParameter(`Value ${String(value)} for parameter ${name} is invalid. Reason: ${reason}`);

export const missingParameter = (name: string) =>
  plainError("MissingParameter", `The request must contain the parameter ${name}.`);

export const invalidAttributeName = (name: string) => plainError("InvalidAttributeName", `Unknown Attribute ${name}.`);

export const invalidAttributeValue = (name: string) =>
  plainError("InvalidAttributeValue", `Invalid value for the parameter ${name}.`);

export const invalidMessageContents = (message: string) => plainError("InvalidMessageContents", message);

export const unsupportedOperation = (message: string) => legacyError("UnsupportedOperation", message);

export const receiptHandleIsInvalid = (handle: string) =>
  plainError("ReceiptHandleIsInvalid", `The input receipt handle "${handle}" is not a valid receipt handle.`);

/** What a FIFO queue answers to a handle whose visibility ran out. */
export const receiptHandleExpired = (handle: string) =>
  invalidValue("ReceiptHandle", handle, "The receipt handle has expired.");

export const messageNotInflight = (handle: string) =>
  legacyError("MessageNotInflight", `The message of receipt handle ${handle} is not in flight.`);

export const overLimit = (message: string) => plainError("OverLimit", message);

export const purgeQueueInProgress = (name: string) =>
  legacyError("PurgeQueueInProgress", `Only one PurgeQueue operation on ${name} is allowed every 60 seconds.`);

export const resourceNotFound = (message: string) => plainError("ResourceNotFoundException", message);

export const emptyBatchRequest = (entry: string) =>
  legacyError("EmptyBatchRequest", `There should be at least one ${entry} in the request.`);

export const tooManyEntries = (count: number) =>
  legacyError("TooManyEntriesInBatchRequest", `Maximum number of entries per request are 10. You have sent ${count}.`);

export const batchEntryIdsNotDistinct = (id: string) => legacyError("BatchEntryIdsNotDistinct", `Id ${id} repeated.`);

export const invalidBatchEntryId = () =>
  legacyError(
    "InvalidBatchEntryId",
    "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
  );

export const batchRequestTooLong = (limit: number, sent: number) =>
  legacyError(
    "BatchRequestTooLong",
    `Batch requests cannot be longer than ${limit} bytes. You have sent ${sent} bytes.`,
  );

/** The same, as one entry of a batch fails. */
export const entryHandleExpired = () => plainError("ReceiptHandleIsInvalid", "The receipt handle has expired.");
