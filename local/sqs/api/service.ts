import { AwsError, type AwsService } from "../../aws/service.ts";
import type { SqsEngine } from "../engine.ts";
import type { Action, ActionContext } from "./action.ts";
import { messageActions } from "./message-actions.ts";
import { moveTaskActions } from "./move-task-actions.ts";
import { queueActions } from "./queue-actions.ts";
import type { requests } from "./schemas.ts";

/** Where the queues pretend to be. */
export type SqsServiceOptions = {
  accountId: string;
  region: string;
  /** URL in front of `/<account>/<queue>`, without a slash at the end. */
  baseUrl: string;
};

/** The SQS JSON protocol over an engine. */
export function createSqsService(engine: SqsEngine, options: SqsServiceOptions): AwsService {
  const context: ActionContext = {
    engine,
    toUrl: (name) => `${options.baseUrl}/${options.accountId}/${name}`,
    toArn: (name) => `arn:aws:sqs:${options.region}:${options.accountId}:${name}`,
  };
  const actions: Readonly<Record<keyof typeof requests, Action>> = {
    ...queueActions(context),
    ...messageActions(context),
    ...moveTaskActions(context),
  };
  const isAction = (action: string): action is keyof typeof requests => Object.hasOwn(actions, action);
  return {
    targetPrefix: "AmazonSQS",
    contentType: "application/x-amz-json-1.0",
    async handle(action, input, signal, traceHeader) {
      if (isAction(action)) return actions[action](input, signal, traceHeader);
      throw new AwsError("InvalidAction", `The action ${action} is not valid for this endpoint.`, {
        queryCode: "InvalidAction",
      });
    },
  };
}
