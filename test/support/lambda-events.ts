import type { APIGatewayProxyEventV2, Context, ScheduledEvent, SQSEvent, SQSRecord } from "aws-lambda";

/** The context that Lambda gives a function beside the event. */
export function aLambdaContext(remainingMs = 30_000): Context {
  return {
    awsRequestId: "00000000-0000-4000-8000-000000000000",
    functionName: "under-test",
    functionVersion: "$LATEST",
    invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:under-test",
    memoryLimitInMB: "512",
    logGroupName: "/aws/lambda/under-test",
    logStreamName: "stream",
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => remainingMs,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}

/** The event of a schedule's rule at that time. */
export function aScheduledEvent(time = "2026-11-21T00:00:00Z"): ScheduledEvent {
  return {
    version: "0",
    id: "1",
    "detail-type": "Scheduled Event",
    source: "aws.events",
    account: "000000000000",
    time,
    region: "us-east-1",
    resources: [],
    detail: {},
  };
}

/** An HTTP API request, payload format 2.0. */
export function anHttpEvent(
  method: string,
  route: string,
  parts: { body?: string; params?: Record<string, string | undefined>; isBase64Encoded?: boolean } = {},
): APIGatewayProxyEventV2 {
  const path = route.replace(/\{(\w+)\}/g, (_all, name: string) => parts.params?.[name] ?? "");
  return {
    version: "2.0",
    routeKey: `${method} ${route}`,
    rawPath: path,
    rawQueryString: "",
    headers: { "content-type": "application/json" },
    ...(parts.params ? { pathParameters: parts.params } : {}),
    requestContext: {
      accountId: "000000000000",
      apiId: "api",
      domainName: "127.0.0.1",
      domainPrefix: "127",
      http: { method, path, protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "test" },
      requestId: "request-1",
      routeKey: `${method} ${route}`,
      stage: "$default",
      time: "21/Nov/2026:00:00:00 +0000",
      timeEpoch: 0,
    },
    ...(parts.body === undefined ? {} : { body: parts.body }),
    isBase64Encoded: parts.isBase64Encoded ?? false,
  };
}

/** A batch of a FIFO queue: `[group, body]` in order. */
export function aFifoEvent(records: readonly (readonly [group: string, body: unknown])[]): SQSEvent {
  return {
    Records: records.map(
      ([group, body], index): SQSRecord => ({
        messageId: `m${index}`,
        receiptHandle: `r${index}`,
        body: typeof body === "string" ? body : JSON.stringify(body),
        attributes: {
          ApproximateReceiveCount: "1",
          SentTimestamp: "0",
          SenderId: "sender",
          ApproximateFirstReceiveTimestamp: "0",
          MessageGroupId: group,
          MessageDeduplicationId: `d${index}`,
          SequenceNumber: String(index),
        },
        messageAttributes: {},
        md5OfBody: "",
        eventSource: "aws:sqs",
        eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:queue.fifo",
        awsRegion: "us-east-1",
      }),
    ),
  };
}
