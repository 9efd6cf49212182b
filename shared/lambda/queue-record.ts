import type { SQSRecord } from "aws-lambda";
import type * as z from "zod";
import { AppError } from "../kernel/domain/errors.ts";

/**
 * A record's body as the function's own type. Throws `invalid-input`, without the cause of a body that is no JSON: V8
 * quotes the body in it.
 */
export function readRecord<T>(record: SQSRecord, schema: z.ZodType<T>): T {
  let json: unknown;
  try {
    json = JSON.parse(record.body);
  } catch {
    throw new AppError("invalid-input", "the record's body is not JSON");
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  throw new AppError("invalid-input", "the record's body has not the form it should have", { details: { issues } });
}
