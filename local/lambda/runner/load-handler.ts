import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { toFunctionError } from "./function-error.ts";
import type { FunctionError } from "./protocol.ts";

export type Handler = (event: unknown, context: object) => unknown;
export type LoadedHandler = { readonly handler: Handler } | { readonly error: FunctionError };

/** Requires the bundle and finds the handler (`file.export`), with the error types of Lambda's Node runtime. */
export function loadHandler(taskRoot: string, name: string): LoadedHandler {
  const dot = name.lastIndexOf(".");
  const stem = join(taskRoot, name.slice(0, dot));
  const exported = name.slice(dot + 1);
  const file = [".js", ".mjs", ".cjs"].map((ending) => stem + ending).find((path) => existsSync(path));
  if (!file) return failure("Runtime.ImportModuleError", `Error: Cannot find module '${name.slice(0, dot)}'`);
  try {
    const loaded: unknown = createRequire(file)(file);
    const handler: unknown = typeof loaded === "object" && loaded !== null ? Reflect.get(loaded, exported) : undefined;
    if (isHandler(handler)) return { handler };
    return failure("Runtime.HandlerNotFound", `${name} is undefined or not exported`);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return { error: toFunctionError(thrown, "Runtime.UserCodeSyntaxError") };
    const missing = thrown instanceof Error && "code" in thrown && thrown.code === "MODULE_NOT_FOUND";
    return { error: toFunctionError(thrown, missing ? "Runtime.ImportModuleError" : undefined) };
  }
}

function isHandler(value: unknown): value is Handler {
  return typeof value === "function";
}

function failure(errorType: string, errorMessage: string): LoadedHandler {
  return { error: { errorType, errorMessage, trace: [] } };
}
