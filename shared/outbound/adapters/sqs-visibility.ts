import { ChangeMessageVisibilityBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";

import type { ByLane } from "../domain/lane.ts";

/** How long a message in hand stays invisible from now on: 0 to 43,200 s. */
export type VisibilityChange = { readonly receiptHandle: string; readonly seconds: number };

/**
 * Sets the visibility of messages in hand, ten a call. Returns the number of changes that SQS refused. Those messages are
 * not lost: they come back when their old visibility ends.
 */
export function createVisibilityChanger(deps: {
  readonly client: SQSClient;
  readonly queueUrl: string;
}): (changes: readonly VisibilityChange[]) => Promise<number> {
  return async (changes) => {
    let refused = 0;
    for (let start = 0; start < changes.length; start += 10) {
      const answer = await deps.client.send(
        new ChangeMessageVisibilityBatchCommand({
          QueueUrl: deps.queueUrl,
          Entries: changes.slice(start, start + 10).map(({ receiptHandle, seconds }, index) => ({
            Id: String(index),
            ReceiptHandle: receiptHandle,
            VisibilityTimeout: seconds,
          })),
        }),
      );
      refused += answer.Failed?.length ?? 0;
    }
    return refused;
  };
}

/** The same for the outbound queues of both lanes. */
export function createLaneVisibility(
  client: SQSClient,
  queueUrls: ByLane<string>,
): ByLane<ReturnType<typeof createVisibilityChanger>> {
  return {
    live: createVisibilityChanger({ client, queueUrl: queueUrls.live }),
    bulk: createVisibilityChanger({ client, queueUrl: queueUrls.bulk }),
  };
}
