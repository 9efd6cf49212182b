import { type ActionContext, nameOf, on } from "./action.ts";
import { renderMessage } from "./render.ts";
import { requests } from "./schemas.ts";

/** The actions on messages. */
export function messageActions({ engine, toArn }: ActionContext) {
  return {
    SendMessage: on(requests.SendMessage, (input, _signal, traceHeader) =>
      engine.together.sendMessage(nameOf(input), input, traceHeader),
    ),
    SendMessageBatch: on(requests.SendMessageBatch, (input, _signal, traceHeader) =>
      engine.together.sendMessageBatch(nameOf(input), input.Entries, traceHeader),
    ),
    ReceiveMessage: on(requests.ReceiveMessage, async (input, signal) => {
      const messages = await engine.receiveMessages(nameOf(input), {
        max: input.MaxNumberOfMessages ?? 1,
        waitSeconds: input.WaitTimeSeconds,
        visibilityTimeout: input.VisibilityTimeout,
        signal,
      });
      return messages.length > 0 ? { Messages: messages.map((message) => renderMessage(message, input, toArn)) } : {};
    }),
    DeleteMessage: on(requests.DeleteMessage, (input) => engine.deleteMessage(nameOf(input), input.ReceiptHandle)),
    DeleteMessageBatch: on(requests.DeleteMessageBatch, (input) =>
      engine.deleteMessageBatch(nameOf(input), input.Entries),
    ),
    ChangeMessageVisibility: on(requests.ChangeMessageVisibility, (input) =>
      engine.changeMessageVisibility(nameOf(input), input.ReceiptHandle, input.VisibilityTimeout),
    ),
    ChangeMessageVisibilityBatch: on(requests.ChangeMessageVisibilityBatch, (input) =>
      engine.changeMessageVisibilityBatch(nameOf(input), input.Entries),
    ),
  };
}
