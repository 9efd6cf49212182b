import * as z from "zod";
import { AppError } from "../../kernel/domain/errors.ts";
import { parseJson } from "../../kernel/domain/well-formed.ts";
import { type Item, text } from "./attributes.ts";

const keySchema = z.record(z.string(), z.string());

/** Where a page ended, as an opaque text for the caller. */
export function toCursor(next: Item | undefined, names: readonly string[]): { cursor?: string } {
  if (!next) return {};
  const key = Object.fromEntries(names.map((name) => [name, next[name]?.S ?? ""]));
  return { cursor: Buffer.from(JSON.stringify(key)).toString("base64url") };
}

/**
 * The key that a cursor stands for; it must have exactly the attributes `names`, and those in `fixed` the given values.
 * Throws `invalid-input` for anything else.
 */
export function fromCursor(
  cursor: string | undefined,
  names: readonly string[],
  fixed: Readonly<Record<string, string>>,
): { ExclusiveStartKey?: Item } {
  if (cursor === undefined) return {};
  const key = parse(cursor);
  const known = names.every((name) => key[name] && (fixed[name] ?? key[name]) === key[name]);
  if (!known || Object.keys(key).length !== names.length) throw invalidCursor();
  return { ExclusiveStartKey: Object.fromEntries(names.map((name) => [name, text(key[name] ?? "")])) };
}

function parse(cursor: string): Record<string, string> {
  try {
    return keySchema.parse(parseJson(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch (cause) {
    throw invalidCursor(cause);
  }
}

function invalidCursor(cause?: unknown): AppError {
  return new AppError("invalid-input", "the cursor is not one that this list gave", { cause });
}
