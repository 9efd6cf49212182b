import type { SQSRecord } from "aws-lambda";
import * as z from "zod";
import { AppError } from "../kernel/domain/errors.ts";
import { parseJson } from "../kernel/domain/well-formed.ts";

/**
 * The form of a queue's bodies. `version`: grows with each change after which older code cannot read new bodies. Writers
 * put it into bodies as `formVersion` from 2 on.
 */
export type BodyForm<T> = { readonly schema: z.ZodType<T>; readonly version: number };

/** A record as the function's own type, or what is wrong with it: `newer` where a later version of the form wrote it. */
export type ReadRecord<T> =
  | { readonly value: T }
  | { readonly error: AppError; readonly reason: "unreadable" | "newer-version" };

const versionedSchema = z.object({ formVersion: z.number() });

/**
 * Reads a record's body by its form, all strings well-formed: events of the bus come from others. Errors do not have the
 * cause of a body that is no JSON: V8 quotes the body in it.
 */
export function readRecord<T>({ body }: Pick<SQSRecord, "body">, { schema, version }: BodyForm<T>): ReadRecord<T> {
  let json: unknown;
  try {
    json = parseJson(body);
  } catch {
    return { error: new AppError("invalid-input", "the record's body is not JSON"), reason: "unreadable" };
  }
  const result = schema.safeParse(json);
  if (result.success) return { value: result.data };
  const issues = result.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  const written = versionedSchema.safeParse(json);
  const reason = written.success && written.data.formVersion > version ? "newer-version" : "unreadable";
  const error = new AppError("invalid-input", "the record's body has not the form it should have", {
    details: { issues },
  });
  return { error, reason };
}
