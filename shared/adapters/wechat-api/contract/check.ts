import type { AnyField, Shape } from "./field.ts";

/** What is wrong with one member of a body. It never quotes the value, which may be a secret. */
export type Issue = {
  /** Members and list positions, joined by dots: `imgInfos.0.fileUrl`. */
  readonly path: string;
  readonly fault: "missing" | "empty" | "type" | "unknown";
  /** The type that the contract wants, in the vendor's words: `string`, `integer`, `string[]`, `1 | 2`, … */
  readonly expected: string;
};

const WIRE_TYPES = {
  text: "string",
  name: "string",
  integer: "integer",
  number: "number",
  flag: "boolean",
  id: "integer",
  anything: "any",
} as const;

/**
 * Judges a request's body in its form on the wire, where a 64-bit id is a number or, beyond what a double holds, a
 * bigint. Members that the contract does not know are issues too, unless `unknownMembers` is `"ignored"`.
 */
export function checkRequest(
  shape: Shape,
  body: Readonly<Record<string, unknown>>,
  unknownMembers: "refused" | "ignored" = "refused",
): Issue[] {
  return checkMembers(shape, body, "", unknownMembers);
}

/** The type of a field in the vendor's words. */
export function typeName(field: AnyField): string {
  if (field.kind === "choice") return field.values.join(" | ");
  if (field.kind === "list") return `${typeName(field.of)}[]`;
  return field.kind === "object" ? "object" : WIRE_TYPES[field.kind];
}

/** True for an object that is no list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function checkMembers(
  shape: Shape,
  body: Readonly<Record<string, unknown>>,
  prefix: string,
  unknownMembers: "refused" | "ignored",
): Issue[] {
  const issues = Object.entries(shape).flatMap(([member, field]): Issue[] => {
    const value = Object.hasOwn(body, member) ? body[member] : undefined;
    const path = `${prefix}${member}`;
    if (value !== undefined && value !== null) return checkField(field, value, path, unknownMembers);
    return field.optional ? [] : [{ path, fault: "missing", expected: typeName(field) }];
  });
  if (unknownMembers === "ignored") return issues;
  const unknown = Object.keys(body).filter((member) => !Object.hasOwn(shape, member));
  return [
    ...issues,
    ...unknown.map((member): Issue => ({ path: `${prefix}${member}`, fault: "unknown", expected: "" })),
  ];
}

function checkField(field: AnyField, value: unknown, path: string, unknownMembers: "refused" | "ignored"): Issue[] {
  const wrong: Issue[] = [{ path, fault: "type", expected: typeName(field) }];
  const when = (right: boolean) => (right ? [] : wrong);
  switch (field.kind) {
    case "text":
      return when(typeof value === "string");
    case "name":
      return value === "" ? [{ path, fault: "empty", expected: typeName(field) }] : when(typeof value === "string");
    case "integer":
      return when(Number.isSafeInteger(value));
    case "number":
      return when(Number.isFinite(value));
    case "flag":
      return when(typeof value === "boolean");
    case "id":
      return when(Number.isSafeInteger(value) || (typeof value === "bigint" && fits64Bits(value)));
    case "choice":
      return when(field.values.some((allowed) => allowed === value));
    case "list":
      if (!Array.isArray(value)) return wrong;
      return value.flatMap((member, position) => checkField(field.of, member, `${path}.${position}`, unknownMembers));
    case "object":
      return isRecord(value) ? checkMembers(field.members, value, `${path}.`, unknownMembers) : wrong;
    case "anything":
      return [];
    default:
      return field satisfies never;
  }
}

function fits64Bits(value: bigint): boolean {
  return value === BigInt.asIntN(64, value) || value === BigInt.asUintN(64, value);
}
