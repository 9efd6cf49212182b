import type * as z from "zod";
import { AppError } from "../kernel/domain/errors.ts";
import { impatientDefaults } from "./aws-defaults.ts";
import type { Observability } from "./observability.ts";

/** How long a secret is cached, ms: a rotated key is in force within this. */
const MAX_AGE = 60_000;

/** After a failed refresh the last good value serves for this long, ms, before the next try: reads do not all wait. */
const RETRY_AFTER = 10_000;

/** Reads a secret. `forget` makes the next call read it anew, for when the peer refused its value. */
export type SecretReader<T> = (() => Promise<T>) & { forget(): void };

/**
 * A JSON secret of Secrets Manager, parsed by its schema and remembered for a minute. Where a refresh fails, or gives
 * what the schema refuses, the last good value stays in force; without one the read throws. Calls at the same time
 * share a read. Where no value has been put into the secret yet, the read gives `unset`, or throws `unavailable`
 * without it.
 */
export function secretReader<T>(
  secretId: string,
  schema: z.ZodType<T>,
  deps: Pick<Observability, "log" | "metrics"> & { readonly unset?: T },
): SecretReader<T> {
  let good: { value: T; until: number } | undefined;
  let loading: Promise<T> | undefined;
  let reader: Promise<(secretId: string) => Promise<string | undefined>> | undefined;

  async function load(): Promise<T> {
    reader ??= import("../platform/secrets/read-text.ts").then(({ createReadSecretText }) =>
      createReadSecretText(impatientDefaults),
    );
    const text = await (await reader)(secretId);
    if (text !== undefined) return parseSecret(secretId, text, schema);
    const wasSet = good !== undefined && good.value !== deps.unset;
    if (wasSet) throw new AppError("unavailable", `the secret '${secretId}' was deleted`, { retryable: true });
    return valueOfUnset();
  }

  function valueOfUnset(): T {
    if (deps.unset !== undefined) return deps.unset;
    throw new AppError("unavailable", `the secret '${secretId}' is not set: put its value in (docs/deployment.md)`, {
      retryable: true,
    });
  }

  async function refresh(): Promise<T> {
    try {
      const value = await load();
      good = { value, until: Date.now() + MAX_AGE };
      return value;
    } catch (error) {
      if (!good) throw error;
      deps.metrics.count("SecretNotRefreshed");
      deps.log.error("a secret was not refreshed; its last good value stays in force", error, { secretId });
      good.until = Date.now() + RETRY_AFTER;
      return good.value;
    }
  }

  const read = async (): Promise<T> => {
    if (good && Date.now() < good.until) return good.value;
    loading ??= refresh().finally(() => {
      loading = undefined;
    });
    return loading;
  };
  const forget = (): void => {
    if (good) good.until = 0;
  };
  return Object.assign(read, { forget });
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
