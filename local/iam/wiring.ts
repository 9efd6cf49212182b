import { TemplateError } from "../template/intrinsics.ts";
import type { CloudModel, FunctionModel } from "../template/model.ts";
import { compilePolicy } from "./policy.ts";

/** What Lambda does with a queue in the name of the function that the queue feeds. */
const POLLING = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];

/**
 * What CloudFormation checks when it wires functions to queues: a role must allow what Lambda does in its name.
 * @throws TemplateError
 */
export function checkWiring({ functions, eventSources }: Pick<CloudModel, "functions" | "eventSources">): void {
  for (const { functionName, queueArn } of eventSources) {
    const fn = functions.find(({ name }) => name === functionName);
    if (fn) demand(fn, POLLING, queueArn);
  }
  for (const fn of functions) if (fn.onFailureArn !== undefined) demand(fn, ["sqs:SendMessage"], fn.onFailureArn);
}

function demand({ name, role }: FunctionModel, actions: readonly string[], resource: string): void {
  const judge = compilePolicy(role.statements, `the policy of ${name}`);
  const lacking = actions.filter((action) => judge({ action, resource }) !== "allowed");
  if (lacking.length === 0) return;
  throw new TemplateError(
    `the role of ${name} does not allow ${lacking.join(", ")} on ${resource}, which Lambda needs`,
  );
}
