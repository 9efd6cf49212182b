import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { LocalError } from "../local-error.ts";

/** Options of the deployment by name, as the CDK app reads them from its context (docs/deployment.md). */
export type Context = Readonly<Record<string, unknown>>;

const fileSchema = z.object({ context: z.record(z.string(), z.unknown()).default({}) });

/**
 * The context that the app is synthesized with: what `-c name=value` gives (`given`), over the environment's, over that
 * of `cdk.json`. Throws `LocalError` for what cannot be read.
 */
export function readContext(root: string, given: readonly string[], environment: Context): Context {
  return { ...contextOfFile(join(root, "cdk.json")), ...environment, ...Object.fromEntries(given.map(assignment)) };
}

function contextOfFile(path: string): Context {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(path, "utf8"))).context;
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return {};
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new LocalError(`${path} cannot be read: ${reason}`, { cause });
  }
}

function assignment(text: string): [string, string] {
  const sign = text.indexOf("=");
  if (sign < 1) throw new LocalError(`-c ${text}: give an option of the deployment as -c name=value`);
  return [text.slice(0, sign), text.slice(sign + 1)];
}
