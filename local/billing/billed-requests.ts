import type { AwsService } from "../aws/service.ts";
import { queueNameIn } from "../sqs/queues/attributes.ts";

/** Each 64 KB of a payload count as one request of SQS, or one event of EventBridge. Source: their pricing pages. */
const CHUNK_BYTES = 64 * 1024;
/** Each 512 KB of a body count as one request of an HTTP API. Source: the pricing page of API Gateway. */
const HTTP_CHUNK_BYTES = 512 * 1024;

export const sqsUnits = (bytes: number): number => unitsOf(bytes, CHUNK_BYTES);

/** Requests that AWS would bill, since the start. */
export type BilledRequests = {
  /** By queue: those of functions and operators, without the event sources' own. */
  readonly sqs: Readonly<Record<string, number>>;
  /** Custom events on the buses. */
  readonly events: number;
  readonly http: number;
};

export type RequestBill = {
  /** The same service, whose requests are billed. */
  sqs(service: AwsService): AwsService;
  events(service: AwsService): AwsService;
  http(bodyBytes: number): void;
  read(): BilledRequests;
};

/** Counts requests as AWS bills them: a batch is one, a large payload several. */
export function createRequestBill(): RequestBill {
  const sqs: Record<string, number> = {};
  const counts = { events: 0, http: 0 };
  return {
    sqs: (service) =>
      billed(service, (_action, { QueueUrl, QueueName, MessageBody, Entries }) => {
        const queue = queueNameIn(String(QueueUrl ?? QueueName ?? "/others"));
        const bytes = bytesOf(MessageBody) + sum(Entries, ({ MessageBody: body }) => bytesOf(body));
        sqs[queue] = (sqs[queue] ?? 0) + sqsUnits(bytes);
      }),
    events: (service) =>
      billed(service, (_action, { Entries }) => {
        counts.events += sum(Entries, ({ Detail }) => unitsOf(bytesOf(Detail), CHUNK_BYTES));
      }),
    http(bodyBytes) {
      counts.http += unitsOf(bodyBytes, HTTP_CHUNK_BYTES);
    },
    read: () => ({ sqs: { ...sqs }, ...counts }),
  };
}

function billed(service: AwsService, bill: (action: string, input: Record<string, unknown>) => void): AwsService {
  return {
    ...service,
    handle(action, input, signal, traceHeader) {
      bill(action, input);
      return service.handle(action, input, signal, traceHeader);
    },
  };
}

const unitsOf = (bytes: number, chunk: number): number => Math.max(1, Math.ceil(bytes / chunk));

const bytesOf = (text: unknown): number => (typeof text === "string" ? Buffer.byteLength(text) : 0);

function sum(entries: unknown, value: (entry: Record<string, unknown>) => number): number {
  return Array.isArray(entries) ? entries.reduce((total: number, entry) => total + value(Object(entry)), 0) : 0;
}
