import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import * as z from "zod";
import { metFullDisk, noRoom } from "../full-disk.ts";
import type { Admission } from "../iam/admission.ts";
import { abortWithClient, hasLeft, readAwsBody } from "./http.ts";
import { AwsError, type AwsService } from "./service.ts";
import { noSuchService } from "./unknown/signed-service.ts";

/** What stands before `#` in `__type`; services that are not named here send the bare code, as AWS does. */
const ERROR_NAMESPACES: Readonly<Record<string, string>> = { AmazonSQS: "com.amazonaws.sqs#" };
/** Above the largest body of any JSON action (SQS and EventBridge: 1 MiB a batch), as DynamoDB's own limit. */
const MAX_JSON_BYTES = 16 * 1024 * 1024;

const jsonObject = z.record(z.string(), z.unknown());

/** Answers a request of the JSON protocol by the service that has its target; `services` by their prefix. */
export async function answerJson(
  services: ReadonlyMap<string, AwsService>,
  admission: Pick<Admission, "json"> | undefined,
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const dot = target.lastIndexOf(".");
  const prefix = target.slice(0, dot);
  const service = services.get(prefix);
  const contentType = service?.contentType ?? "application/x-amz-json-1.0";
  try {
    const body = await readAwsBody(request, MAX_JSON_BYTES);
    if (!service) throw new AwsError("UnknownOperationException", noSuchService(target));
    const action = target.slice(dot + 1);
    const input = parseJsonInput(body);
    admission?.json(request, prefix, action, input);
    const result = await service.handle(action, input, abortWithClient(response), traceHeaderOf(request));
    send(response, 200, contentType, JSON.stringify(result));
  } catch (error) {
    if (hasLeft(request)) return;
    const known = error instanceof AwsError ? error : internalError(target, error);
    if (known.queryCode) response.setHeader("x-amzn-query-error", `${known.queryCode};Sender`);
    const type = `${ERROR_NAMESPACES[prefix] ?? ""}${known.code}`;
    send(
      response,
      known.status,
      contentType,
      JSON.stringify({ ...known.members, __type: type, message: known.message }),
    );
  }
}

function traceHeaderOf({ headers }: IncomingMessage): string | undefined {
  const header = headers["x-amzn-trace-id"];
  return typeof header === "string" ? header : undefined;
}

/** The object that a body is, empty for no body. @throws AwsError SerializationException */
export function parseJsonInput(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(body.toString("utf8"));
  } catch (error) {
    throw new AwsError("SerializationException", error instanceof Error ? error.message : "not JSON");
  }
  const input = jsonObject.safeParse(value);
  if (!input.success) throw new AwsError("SerializationException", "the body is no JSON object");
  return input.data;
}

function internalError(target: string, error: unknown): AwsError {
  if (metFullDisk(error)) return noRoom();
  console.error(`${target} failed`, error);
  return new AwsError("InternalFailure", error instanceof Error ? error.message : String(error), { status: 500 });
}

/** An answer with a request id. */
export function send(response: ServerResponse, status: number, contentType: string, body: string): void {
  if (response.destroyed) return;
  response.writeHead(status, {
    "content-type": contentType,
    "content-length": Buffer.byteLength(body),
    "x-amzn-requestid": randomUUID(),
  });
  response.end(body);
}
