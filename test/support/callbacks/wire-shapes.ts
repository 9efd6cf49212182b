import type { CallbackBody } from "./a-callback.ts";

const high = (bits: bigint): number => Number(bits >> 32n);
const low = (bits: bigint): number => Number(bits & 0xffff_ffffn);

/** The shapes in which the vendor and its relays write the same 64 bits. Bigints stand for JSON numbers. */
export const numberShapes = {
  "a number": (bits: bigint) => bits,
  digits: (bits: bigint) => String(bits),
  "a signed number": (bits: bigint) => BigInt.asIntN(64, bits),
  "signed digits": (bits: bigint) => String(BigInt.asIntN(64, bits)),
  "two halves": (bits: bigint) => ({ high: high(bits), low: low(bits) }),
  "two signed halves": (bits: bigint) => ({ high: high(bits) | 0, low: low(bits) | 0 }),
  "two halves in digits": (bits: bigint) => ({ high: String(high(bits)), low: String(low(bits)) }),
  "as few halves as it takes": (bits: bigint) =>
    high(bits) === 0 ? { low: low(bits) } : { low: low(bits), high: high(bits) },
  "as few signed halves as it takes": (bits: bigint) =>
    high(bits) === 0 ? { low: low(bits) | 0 } : { low: low(bits) | 0, high: high(bits) | 0 },
} satisfies Record<string, (bits: bigint) => unknown>;

export const textShapes = {
  wrapped: (text: string) => ({ string: text }),
  plain: (text: string) => text,
} satisfies Record<string, (text: string) => unknown>;

/** Content that the vendor itself writes as plain text. */
const ALWAYS_PLAIN = new Set(["MsgSource", "PushContent"]);

/** A callback with each member of its `Data` written in the shape that is chosen for it. */
export function reshape(
  body: CallbackBody,
  shapeOf: { number: (field: string) => (bits: bigint) => unknown; text: (field: string) => (text: string) => unknown },
): CallbackBody {
  if (body.Data === undefined) return body;
  const data = Object.entries(body.Data).map(([field, value]) => {
    if (typeof value === "bigint" || (typeof value === "number" && Number.isSafeInteger(value))) {
      return [field, shapeOf.number(field)(BigInt(value))];
    }
    const text = textIn(value);
    return [field, text === undefined || ALWAYS_PLAIN.has(field) ? value : shapeOf.text(field)(text)];
  });
  return { ...body, Data: Object.fromEntries(data) };
}

/** A callback with another content. */
export function withContent(body: CallbackBody, change: (content: string) => string): CallbackBody {
  return { ...body, Data: { ...body.Data, Content: { string: change(contentOf(body)) } } };
}

export function contentOf(body: CallbackBody): string {
  const content = textIn(body.Data?.Content);
  if (content === undefined) throw new Error("expected a content");
  return content;
}

function textIn(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null || !("string" in value)) return undefined;
  return typeof value.string === "string" ? value.string : undefined;
}
