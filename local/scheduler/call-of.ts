import * as z from "zod";
import { ACCOUNT_ID } from "../template/identity.ts";
import { TARGET_ARNS, type Target } from "./target.ts";

/** A call to a service of the JSON protocol, by the prefix of its target. */
export type Call = { readonly prefix: "AWSEvents" | "AmazonSQS"; readonly action: string; readonly input: Input };
type Input = Readonly<Record<string, unknown>>;

const inputSchema = z.record(z.string(), z.unknown());
const jsonInput = (text: string): Input => inputSchema.parse(JSON.parse(text));

type Kind = { readonly arn: RegExp; call(target: Target, text: string, scheduleArn: string, queuesUrl: string): Call };

const KINDS: readonly Kind[] = [
  {
    arn: TARGET_ARNS.bus,
    call: ({ Arn, EventBridgeParameters }, Detail, scheduleArn) => ({
      prefix: "AWSEvents",
      action: "PutEvents",
      input: { Entries: [{ EventBusName: Arn, ...EventBridgeParameters, Detail, Resources: [scheduleArn] }] },
    }),
  },
  {
    arn: TARGET_ARNS.queue,
    call: ({ Arn, SqsParameters }, MessageBody, _scheduleArn, queuesUrl) => ({
      prefix: "AmazonSQS",
      action: "SendMessage",
      input: { QueueUrl: `${queuesUrl}/${ACCOUNT_ID}/${Arn.split(":").at(-1)}`, MessageBody, ...SqsParameters },
    }),
  },
  {
    arn: TARGET_ARNS.putEvents,
    call: (_target, text) => ({ prefix: "AWSEvents", action: "PutEvents", input: jsonInput(text) }),
  },
  {
    arn: TARGET_ARNS.sendMessage,
    call: (_target, text) => ({ prefix: "AmazonSQS", action: "SendMessage", input: jsonInput(text) }),
  },
];

/** One run of a schedule, on its way to the target that the schedule had when it fell due. */
export type Run = {
  readonly target: Target;
  readonly scheduleArn: string;
  /** ISO 8601. */
  readonly scheduledTime: string;
  readonly executionId: string;
};

/** The call that a run makes; `queuesUrl` is what queue URLs begin with. Throws where an input is no JSON object. */
export function callOf({ target, scheduleArn, scheduledTime, executionId }: Run, queuesUrl: string): Call {
  const text = target.Input.replaceAll("<aws.scheduler.schedule-arn>", scheduleArn)
    .replaceAll("<aws.scheduler.scheduled-time>", scheduledTime)
    .replaceAll("<aws.scheduler.execution-id>", executionId);
  const kind = KINDS.find(({ arn }) => arn.test(target.Arn));
  if (!kind) throw new Error(`the embedded cloud calls no ${target.Arn}`);
  return kind.call(target, text, scheduleArn, queuesUrl);
}
