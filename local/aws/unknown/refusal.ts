import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { queryError } from "../query.ts";
import { AwsError } from "../service.ts";
import { cborTextMap } from "./cbor.ts";
import { noSuchService } from "./signed-service.ts";

type Form = {
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Buffer;
};

const CODE = "UnknownOperationException";
/** Services with REST calls that speak XML, by their signing names; the others speak JSON. */
const REST_XML: ReadonlySet<string> = new Set(["cloudfront", "route53"]);

/**
 * Answers a request for a service that the embedded cloud does not have, with an error that says so, in the form of
 * the protocol that the request speaks: SDKs and the `aws` command then show the message.
 */
export function refuseService(service: string, request: IncomingMessage, response: ServerResponse): void {
  const { contentType, headers, body } = formOf(service, request, noSuchService(service));
  request.resume();
  response.writeHead(400, {
    "content-type": contentType,
    "content-length": body.length,
    "x-amzn-requestid": randomUUID(),
    ...headers,
  });
  response.end(body);
}

function formOf(service: string, { headers }: IncomingMessage, message: string): Form {
  const type = headers["content-type"] ?? "";
  if (headers["smithy-protocol"] === "rpc-v2-cbor") {
    const body = cborTextMap({ __type: CODE, message });
    return { contentType: "application/cbor", headers: { "smithy-protocol": "rpc-v2-cbor" }, body };
  }
  if (headers["x-amz-target"] !== undefined) {
    return { contentType: type || "application/x-amz-json-1.0", body: json({ __type: CODE, message }) };
  }
  if (type.startsWith("application/x-www-form-urlencoded") || REST_XML.has(service)) {
    return { contentType: "text/xml", body: Buffer.from(queryError(new AwsError("InvalidAction", message))) };
  }
  return { contentType: "application/json", headers: { "x-amzn-errortype": CODE }, body: json({ message }) };
}

function json(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}
