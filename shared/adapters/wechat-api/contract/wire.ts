import { isRecord } from "./check.ts";
import type { AnyField, Shape } from "./field.ts";

const DIGITS = /^-?\d{1,20}$/;

/**
 * A caller's body in its form on the wire: ids given as digits become bigints, and members that are undefined are left
 * out. Nothing is judged here: what is wrong stays as it is, for `checkRequest` to find.
 */
export function toWire(shape: Shape, body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const given = Object.entries(body).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    given.map(([member, value]) => {
      const field = Object.hasOwn(shape, member) ? shape[member] : undefined;
      return [member, field ? valueToWire(field, value) : value];
    }),
  );
}

function valueToWire(field: AnyField, value: unknown): unknown {
  if (field.kind === "id") return typeof value === "string" && DIGITS.test(value) ? BigInt(value) : value;
  if (field.kind === "list" && Array.isArray(value)) return value.map((member) => valueToWire(field.of, member));
  return field.kind === "object" && isRecord(value) ? toWire(field.members, value) : value;
}
