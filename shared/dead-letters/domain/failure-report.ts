import * as z from "zod";
import { parseJson } from "../../kernel/domain/well-formed.ts";
import { type DeadLetterReason, reasonOf } from "./reason.ts";

/** What Lambda reports of an event on which a function failed: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
const runSchema = z.object({
  requestContext: z.object({ functionArn: z.string(), condition: z.string() }),
  responsePayload: z
    .object({ errorMessage: z.string().catch("") })
    .nullish()
    .catch(undefined),
});

/** A message that no redrive policy moved: its reason, and the queue that was to get it. */
export type Undelivered = { readonly reason: DeadLetterReason; readonly queueArn?: string };

/**
 * Why a message lies in the queue of failures: a function failed on it, or EventBridge could not deliver it, which says
 * why in attributes: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
export function undelivered(body: string, attributes: Readonly<Record<string, string | undefined>>): Undelivered {
  const run = runSchema.safeParse(parsed(body));
  if (run.success) {
    const { requestContext, responsePayload } = run.data;
    const name = requestContext.functionArn.split(":")[6] ?? "";
    const words = [name, requestContext.condition, responsePayload?.errorMessage].filter(Boolean).join(": ");
    return { reason: reasonOf("run-failed", words) };
  }
  const { ERROR_CODE, ERROR_MESSAGE, TARGET_ARN } = attributes;
  const words = [ERROR_CODE, ERROR_MESSAGE].filter(Boolean).join(": ");
  const isQueue = /^arn:[a-z-]+:sqs:/.test(TARGET_ARN ?? "");
  return { reason: reasonOf("not-delivered", words), ...(isQueue && TARGET_ARN ? { queueArn: TARGET_ARN } : {}) };
}

function parsed(body: string): unknown {
  try {
    return parseJson(body);
  } catch {
    return undefined;
  }
}
