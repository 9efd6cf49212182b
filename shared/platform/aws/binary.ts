/**
 * Binary values of DynamoDB's attributes (`B`, `BS`), which its JSON has as base64. What holds no bytes is given back
 * as it is, without a copy.
 */

/** A request's input with base64 in place of bytes. */
export function withBase64(value: unknown): unknown {
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64");
  return mapped(value, withBase64);
}

/** Some engines write spaces behind the colon. */
const BYTES = /"(?:B"\s*:\s*"|BS"\s*:\s*\[)/;

/**
 * An answer with bytes in place of base64. `text` is the JSON that it was read from: names stand in it as they are, and
 * quotes within texts are escaped, so that it shows at once whether there are bytes.
 */
export function withBytes(value: unknown, text: string): unknown {
  return BYTES.test(text) ? revived(value) : value;
}

function revived(value: unknown): unknown {
  if (!isObject(value)) return mapped(value, revived);
  const names = Object.keys(value);
  const [name] = names;
  if (names.length === 1 && name === "B" && typeof value.B === "string") return { B: bytesOf(value.B) };
  if (names.length === 1 && name === "BS" && Array.isArray(value.BS)) return { BS: value.BS.map(bytesOf) };
  return mapped(value, revived);
}

function bytesOf(base64: unknown): Uint8Array {
  return Buffer.from(String(base64), "base64");
}

/** The value with `change` of each member; the value itself where that changes no member. */
function mapped(value: unknown, change: (member: unknown) => unknown): unknown {
  if (Array.isArray(value)) {
    const members = value.map(change);
    return members.some((member, position) => member !== value[position]) ? members : value;
  }
  if (!isObject(value)) return value;
  let copy: Record<string, unknown> | undefined;
  for (const [name, member] of Object.entries(value)) {
    const changed = change(member);
    if (changed === member) continue;
    copy ??= { ...value };
    copy[name] = changed;
  }
  return copy ?? value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
