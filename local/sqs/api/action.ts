import type * as z from "zod";
import type { SqsEngine } from "../engine.ts";
import { invalidParameter, missingParameter } from "../errors.ts";
import { queueNameIn } from "../queues/attributes.ts";

/** One action of the SQS API over JSON. */
export type Action = (input: Record<string, unknown>, signal: AbortSignal, traceHeader?: string) => Promise<object>;

/** What actions work on, and how queues are named outside. */
export type ActionContext = {
  readonly engine: SqsEngine;
  toUrl(queueName: string): string;
  toArn(queueName: string): string;
};

/** An action that reads its input by `schema`; one that has nothing to say answers an empty object. */
export const on =
  <S extends z.ZodType>(
    schema: S,
    work: (input: z.infer<S>, signal: AbortSignal, traceHeader?: string) => unknown,
  ): Action =>
  async (input, signal, traceHeader) => {
    const output = await work(parse(schema, input), signal, traceHeader);
    return typeof output === "object" && output !== null ? output : {};
  };

/** A queue is found by the last part of any QueueUrl, whatever host it names. */
export const nameOf = (input: { QueueUrl: string }): string => queueNameIn(input.QueueUrl);

/** Reads the input of an action. @throws AwsError MissingParameter, InvalidParameterValue */
function parse<S extends z.ZodType>(schema: S, input: Record<string, unknown>): z.infer<S> {
  const parsed = schema.safeParse(input, { reportInput: true });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.join(".") ?? "";
  if (issue?.code === "invalid_type" && issue.input === undefined) throw missingParameter(path);
  throw invalidParameter(`Value for parameter ${path} is invalid. Reason: ${issue?.message}`);
}
