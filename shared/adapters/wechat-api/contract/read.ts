import { isRecord, typeName } from "./check.ts";
import type { AnyField, Shape } from "./field.ts";

/** What was read of an answer's `data`, or where it differs from the contract. */
export type Reading = { readonly value: unknown; readonly issues: readonly string[] };

const DIGITS = /^-?\d{1,20}$/;

/**
 * Reads an answer's `data` leniently: members may be missing or null, unknown ones are kept, ids become digits. What
 * has another type is an issue, save what is `spare`, which is left out. A list that is missing or null is empty.
 */
export function readAnswer(field: AnyField, data: unknown): Reading {
  const issues: string[] = [];
  const value = readField(field, data ?? (field.kind === "list" ? [] : undefined), "data", issues);
  return { value, issues };
}

function readField(field: AnyField, value: unknown, path: string, issues: string[]): unknown {
  if (!field.spare) return readValue(field, value, path, issues);
  const own: string[] = [];
  const read = readValue(field, value, path, own);
  return own.length === 0 ? read : undefined;
}

function readValue(field: AnyField, value: unknown, path: string, issues: string[]): unknown {
  const wrong = () => {
    issues.push(value === undefined || value === null ? `${path} is missing` : `${path} is no ${typeName(field)}`);
    return undefined;
  };
  switch (field.kind) {
    case "text":
    case "name":
      return typeof value === "string" ? value : wrong();
    case "integer":
    case "number":
      return typeof value === "number" ? value : wrong();
    case "flag":
      return typeof value === "boolean" ? value : wrong();
    case "id":
      if (typeof value === "string" && DIGITS.test(value)) return value;
      return Number.isSafeInteger(value) ? String(value) : wrong();
    case "choice":
      return field.values.some((allowed) => allowed === value) ? value : wrong();
    case "list":
      if (!Array.isArray(value)) return wrong();
      return value.map((member, position) => readField(field.of, member, `${path}.${position}`, issues));
    case "object":
      return isRecord(value) ? readMembers(field.members, value, path, issues) : wrong();
    case "anything":
      return value;
    default:
      return field satisfies never;
  }
}

function readMembers(shape: Shape, value: Record<string, unknown>, path: string, issues: string[]): object {
  const read: Record<string, unknown> = { ...value };
  for (const [member, field] of Object.entries(shape)) {
    const given = value[member];
    if ((given === undefined || given === null) && !field.always) continue;
    read[member] = readField(field, given, `${path}.${member}`, issues);
  }
  return read;
}
