import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Log, OutboundQueue } from "../../application/ports.ts";
import { commandDeduplicationId, type OutboundCommand } from "../../domain/command.ts";
import { inBatches } from "./batches.ts";
import { queueBody } from "./queue-body.ts";

/**
 * An outbound FIFO queue, group = appId. Ten commands a call. Once a command of an account is refused, its later ones
 * of further calls are not sent, so that they cannot overtake it. A call that fails as a whole refuses its commands
 * only: other accounts go on.
 */
export function createSqsOutboundQueue(deps: {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly log: Log;
}): OutboundQueue {
  async function sendBatch(batch: readonly { command: OutboundCommand; body: string }[]): Promise<string[]> {
    try {
      const answer = await deps.client.send(
        new SendMessageBatchCommand({
          QueueUrl: deps.queueUrl,
          Entries: batch.map(({ command, body }, index) => ({
            Id: String(index),
            MessageBody: body,
            MessageGroupId: command.appId,
            MessageDeduplicationId: commandDeduplicationId(command),
          })),
        }),
      );
      return (answer.Failed ?? []).flatMap(({ Id }) => batch[Number(Id)]?.command.id ?? []);
    } catch (error) {
      deps.log.error("the outbound queue did not accept a batch of commands", error, { commands: batch.length });
      return batch.map(({ command }) => command.id);
    }
  }

  return {
    async send(commands) {
      const refused = new Set<string>();
      const stopped = new Set<string>();
      const entries = commands.map((command) => ({ command, body: queueBody(command) }));
      for (const batch of inBatches(entries)) {
        const allowed = batch.filter(({ command }) => !stopped.has(command.appId));
        const failed = new Set(allowed.length > 0 ? await sendBatch(allowed) : []);
        for (const { command } of batch) {
          if (!stopped.has(command.appId) && !failed.has(command.id)) continue;
          refused.add(command.id);
          stopped.add(command.appId);
        }
      }
      return refused;
    },
  };
}
