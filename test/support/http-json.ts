import * as http from "node:http";
import { PATIENCE } from "./until.ts";

/**
 * Idle connections are closed after this time (ms), long before the server closes them, so that every used one is open.
 */
const IDLE_MS = 2000;
const agent = new http.Agent({ keepAlive: true, maxSockets: 128, scheduling: "lifo", timeout: IDLE_MS });

export type JsonAnswer = { readonly status: number; readonly text: string; json(): unknown };

/** One HTTP call over shared keep-alive connections; a body that is not a string is sent as JSON. */
export function requestJson(
  method: string,
  url: string,
  options: { body?: unknown; headers?: Record<string, string>; timeoutMs?: number } = {},
): Promise<JsonAnswer> {
  const body =
    options.body === undefined || typeof options.body === "string" ? options.body : JSON.stringify(options.body);
  return new Promise((resolve, reject) => {
    const outgoing = http.request(
      url,
      {
        method,
        agent,
        headers: {
          ...(body === undefined
            ? {}
            : { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)) }),
          ...options.headers,
        },
        timeout: options.timeoutMs ?? 30_000 * PATIENCE,
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.once("error", reject);
        answer.once("end", () => {
          const text = Buffer.concat(chunks).toString("utf8");
          resolve({ status: answer.statusCode ?? 0, text, json: () => JSON.parse(text) });
        });
      },
    );
    outgoing.once("timeout", () => outgoing.destroy(new Error(`no answer from ${method} ${url}`)));
    outgoing.once("error", reject);
    outgoing.end(body);
  });
}

/**
 * Polls `condition` until it gives a value; throws with `what` after the time that corresponds to `timeoutMs` on a
 * quiet machine.
 */
export async function eventually<T>(
  what: string,
  timeoutMs: number,
  condition: () => Promise<T | undefined>,
  everyMs = 100,
): Promise<T> {
  const limitMs = timeoutMs * PATIENCE;
  const deadline = performance.now() + limitMs;
  for (;;) {
    const value = await condition();
    if (value !== undefined) return value;
    if (performance.now() > deadline) throw new Error(`not within ${limitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
