import type * as z from "zod";
import { refusal } from "./refusal.ts";

/** Reads JSON. Throws the refusal `malformed` with the paths that are wrong, never with a value. */
export function readAs<T>(schema: z.ZodType<T>, json: string, what: string): T {
  const { data, error } = schema.safeParse(parsed(json, what));
  if (data !== undefined) return data;
  const paths = error?.issues.map(({ path }) => path.join(".")).join(", ");
  throw refusal("malformed", `${what} has not the form that WeChat Pay documents: ${paths}`);
}

function parsed(json: string, what: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw refusal("malformed", `${what} is no JSON`);
  }
}
