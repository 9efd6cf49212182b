import type { IncomingMessage, ServerResponse } from "node:http";
import * as z from "zod";
import { stringifyLossless } from "../lossless-json.ts";
import { readBody } from "../read-body.ts";

/** What is wrong with a request, for a person to read. */
export class BadRequest extends Error {
  readonly status: number;
  constructor(message: string, status = 400) {
    super(message);
    this.name = "BadRequest";
    this.status = status;
  }
}

/** What a schema makes of an input; throws `BadRequest` that says what is wrong and where. */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (!result.success) throw new BadRequest(z.prettifyError(result.error));
  return result.data;
}

/** Reads a body of at most 10 MB as text. */
export async function readText(request: IncomingMessage, limit = 10 * 1024 * 1024): Promise<string> {
  return (await readBody(request, limit, (message) => new BadRequest(message, 413))).toString();
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  sendText(response, status, stringifyLossless(body));
}

/** JSON text as it is. */
export function sendText(response: ServerResponse, status: number, body: string): void {
  send(response, status, "application/json", body);
}

export function sendHtml(response: ServerResponse, body: string): void {
  send(response, 200, "text/html; charset=utf-8", body);
}

export function sendFile(response: ServerResponse, type: string, file: Buffer): void {
  send(response, 200, type, file);
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(body) });
  response.end(body);
}
