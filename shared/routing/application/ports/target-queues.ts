/**
 * Queues of others, by their ARN. A FIFO queue gets `group` and deduplicates by `id`. Throws `refused` for a queue that
 * the deployment does not allow, `unavailable` where SQS does not take the message.
 */
export type TargetQueues = {
  send(arn: string, message: { readonly id: string; readonly group: string; readonly body: unknown }): Promise<void>;
};
