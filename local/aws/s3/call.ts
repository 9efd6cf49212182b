import type { IncomingMessage, ServerResponse } from "node:http";
import { readAwsBody } from "../http.ts";
import { AwsError } from "../service.ts";
import { decodeUpload } from "./aws-chunked.ts";
import type { S3Store } from "./store.ts";

const MAX_OBJECT_BYTES = 256 * 1024 * 1024;

/** One request to S3. */
export type Call = { store: S3Store; request: IncomingMessage; response: ServerResponse; query: URLSearchParams };

/** The object that the request uploads. */
export async function upload(request: IncomingMessage): Promise<Buffer> {
  return decodeUpload(request.headers, await readAwsBody(request, MAX_OBJECT_BYTES));
}

export function sendXml(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "content-type": "application/xml", "content-length": Buffer.byteLength(body) });
  response.end(body);
}

export function notAllowed(): AwsError {
  return new AwsError("MethodNotAllowed", "The specified method is not allowed against this resource.", {
    status: 405,
  });
}
