import * as z from "zod";
import { AwsError } from "./service.ts";

/** What a schema makes of an action's input. @throws AwsError ValidationException */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (!result.success) throw new AwsError("ValidationException", z.prettifyError(result.error));
  return result.data;
}
