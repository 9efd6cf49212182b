import * as z from "zod";

export type HttpAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer;
};

const headerValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const answerSchema = z.object({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), headerValue).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/** An answer of the gateway itself. */
export function message(status: number, text: string): HttpAnswer {
  return json(status, { message: text });
}

export function json(status: number, value: unknown): HttpAnswer {
  return { status, headers: { "content-type": "application/json" }, body: Buffer.from(JSON.stringify(value)) };
}

export function text(status: number, value: string): HttpAnswer {
  return { status, headers: { "content-type": "text/plain; charset=utf-8" }, body: Buffer.from(value) };
}

/** A page for a browser. */
export function html(value: string): HttpAnswer {
  return { status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body: Buffer.from(value) };
}

/**
 * What an HTTP API makes of a function's result: an object with a `statusCode` is the answer, everything else the body
 * of a 200 in JSON; a malformed answer is a 500.
 */
export function toHttpAnswer(payload: unknown): HttpAnswer {
  if (typeof payload !== "object" || payload === null || !("statusCode" in payload)) {
    if (typeof payload !== "string") return json(200, payload);
    return { status: 200, headers: { "content-type": "application/json" }, body: Buffer.from(payload) };
  }
  const parsed = answerSchema.safeParse(payload);
  if (!parsed.success) return message(500, "Internal Server Error");
  const { statusCode, headers, cookies, body, isBase64Encoded } = parsed.data;
  const out: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers ?? {})) out[name.toLowerCase()] = value;
  out["content-type"] ??= "text/plain; charset=utf-8";
  if (cookies && cookies.length > 0) out["set-cookie"] = cookies;
  return { status: statusCode, headers: out, body: Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8") };
}
