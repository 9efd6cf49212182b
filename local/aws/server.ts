import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import * as z from "zod";
import { awsPage } from "../pages/aws-page.ts";
import { isBrowser } from "../pages/page.ts";
import { createDynamoProxy } from "./dynamodb/proxy.ts";
import { abortWithClient, hasLeft, isLoopbackRequest, readAwsBody } from "./http.ts";
import { answerQuery, type QueryService } from "./query.ts";
import { answerS3 } from "./s3/http.ts";
import type { S3Store } from "./s3/store.ts";
import { AwsError, type AwsService } from "./service.ts";
import { sts } from "./sts.ts";
import { refuseService } from "./unknown/refusal.ts";
import { isEmulated, noSuchService, servicesInWords, signedService } from "./unknown/signed-service.ts";

export type AwsServer = { url: string; port: number; close(): Promise<void> };

/** What stands before `#` in `__type`; services that are not named here send the bare code, as AWS does. */
const ERROR_NAMESPACES: Readonly<Record<string, string>> = { AmazonSQS: "com.amazonaws.sqs#" };
/** Above the largest body of any JSON action (SQS and EventBridge: 1 MiB a batch), as DynamoDB's own limit. */
const MAX_JSON_BYTES = 16 * 1024 * 1024;

const jsonObject = z.record(z.string(), z.unknown());

/**
 * The one endpoint of the embedded cloud, for SDKs and the `aws` command: JSON services by `X-Amz-Target`, DynamoDB
 * passed on to its engine, query services by `Action`, and S3 for all the rest. A request that is signed for another
 * service is refused in words. Takes loopback requests only and checks no signature.
 */
export async function startAwsServer(options: {
  host?: string;
  /** 0 picks a free one. */
  port: number;
  services: AwsService[];
  /** Besides STS. */
  queryServices?: readonly QueryService[];
  s3: S3Store;
  dynamodbEndpoint: string;
}): Promise<AwsServer> {
  const host = options.host ?? "127.0.0.1";
  const services = new Map(options.services.map((service) => [service.targetPrefix, service]));
  const queryServices = [sts, ...(options.queryServices ?? [])];
  const dynamo = createDynamoProxy(options.dynamodbEndpoint);

  const server = createServer((request, response) => {
    if (!isLoopbackRequest(request)) return refuse(response);
    const service = signedService(request);
    if (service !== undefined && !isEmulated(service)) return refuseService(service, request, response);
    if (service === undefined && isBrowser(request)) return sendPage(request, response);
    const target = request.headers["x-amz-target"];
    if (typeof target === "string") {
      if (target.startsWith("DynamoDB")) return dynamo.pass(request, response);
      return void answerJson(services, target, request, response);
    }
    if (request.method === "POST" && request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded"))
      return void answerQuery(queryServices, request, response);
    void answerS3(options.s3, request, response);
  });
  // Longer than any SDK keeps an idle socket: a server that closes first makes clients meet ECONNRESET.
  server.keepAliveTimeout = 120_000;
  server.headersTimeout = 130_000;
  server.requestTimeout = 0;

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://${host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        dynamo.close();
      }),
  };
}

async function answerJson(
  services: ReadonlyMap<string, AwsService>,
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
    const result = await service.handle(target.slice(dot + 1), parseInput(body), abortWithClient(response));
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

function parseInput(body: Buffer): Record<string, unknown> {
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
  console.error(`${target} failed`, error);
  return new AwsError("InternalFailure", error instanceof Error ? error.message : String(error), { status: 500 });
}

function send(response: ServerResponse, status: number, contentType: string, body: string): void {
  if (response.destroyed) return;
  response.writeHead(status, {
    "content-type": contentType,
    "content-length": Buffer.byteLength(body),
    "x-amzn-requestid": randomUUID(),
  });
  response.end(body);
}

function sendPage(request: IncomingMessage, response: ServerResponse): void {
  const body = awsPage(`http://${request.headers.host}`, servicesInWords());
  send(response, 200, "text/html; charset=utf-8", body);
}

function refuse(response: ServerResponse): void {
  const body = JSON.stringify({ __type: "AccessDeniedException", message: "only loopback hosts and origins" });
  send(response, 403, "application/x-amz-json-1.0", body);
}
