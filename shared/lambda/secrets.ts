import { getSecret } from "@aws-lambda-powertools/parameters/secrets";
import type * as z from "zod";
import { AppError } from "../domain/errors.ts";

/** How long a secret is believed, seconds: a rotated key is known within this. */
const MAX_AGE = 60;

/** A JSON secret of Secrets Manager, parsed by its schema and remembered for a minute. */
export function secretReader<T>(secretId: string, schema: z.ZodType<T>): () => Promise<T> {
  let parsed: { text: string; value: T } | undefined;
  return async () => {
    const text = await getSecret(secretId, { maxAge: MAX_AGE });
    if (typeof text !== "string") throw new AppError("internal", `the secret '${secretId}' has no text`);
    if (parsed?.text !== text) parsed = { text, value: parseSecret(secretId, text, schema) };
    return parsed.value;
  };
}

/** Never puts the secret's text, or a part of it, into an error. */
function parseSecret<T>(secretId: string, text: string, schema: z.ZodType<T>): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new AppError("internal", `the secret '${secretId}' is not JSON`);
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
  throw new AppError("internal", `the secret '${secretId}' has not the form it should have: ${issues}`);
}
