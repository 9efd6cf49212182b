import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Admission } from "../iam/admission.ts";
import { awsPage } from "../pages/aws-page.ts";
import { isBrowser } from "../pages/page.ts";
import { createDynamoProxy } from "./dynamodb/proxy.ts";
import { isLoopbackRequest } from "./http.ts";
import { answerJson, send } from "./json.ts";
import { answerQuery, type QueryService } from "./query.ts";
import { answerRestJson, type RestService } from "./rest-json.ts";
import { answerS3 } from "./s3/http.ts";
import type { S3Store } from "./s3/store.ts";
import type { AwsService } from "./service.ts";
import { sts } from "./sts.ts";
import { refuseService } from "./unknown/refusal.ts";
import { isEmulated, servicesInWords, signedService } from "./unknown/signed-service.ts";

export type AwsServer = { url: string; port: number; close(): Promise<void> };

/**
 * The one endpoint of the embedded cloud, for SDKs and the `aws` command: JSON services by `X-Amz-Target`, DynamoDB
 * passed on to its engine, query services by `Action`, REST services by the name in the signature, and S3 for all the rest. A request that is signed for another
 * service is refused in words. Takes loopback requests only. It checks no signature, but lets a
 * function do only what `admission` allows its access key.
 */
export async function startAwsServer(options: {
  host?: string;
  /** 0 picks a free one. */
  port: number;
  services: AwsService[];
  /** Besides STS. */
  queryServices?: readonly QueryService[];
  /** EventBridge Scheduler, by the name that its requests are signed for. */
  restServices?: Readonly<Record<string, RestService>>;
  s3: S3Store;
  dynamodbEndpoint: string;
  /** Everything is allowed where it is left out. */
  admission?: Admission;
}): Promise<AwsServer> {
  const host = options.host ?? "127.0.0.1";
  const services = new Map(options.services.map((service) => [service.targetPrefix, service]));
  const queryServices = [sts, ...(options.queryServices ?? [])];
  const dynamo = createDynamoProxy(options.dynamodbEndpoint);
  const { admission } = options;

  const server = createServer((request, response) => {
    if (!isLoopbackRequest(request)) return refuse(response);
    const service = signedService(request);
    if (service !== undefined && !isEmulated(service)) return refuseService(service, request, response);
    if (service === undefined && isBrowser(request)) return sendPage(request, response);
    const rest = service === undefined ? undefined : options.restServices?.[service];
    if (rest) return void answerRestJson(rest, admission, request, response);
    const target = request.headers["x-amz-target"];
    if (typeof target === "string") {
      if (target.startsWith("DynamoDB")) return dynamo.pass(request, response);
      return void answerJson(services, admission, target, request, response);
    }
    if (request.method === "POST" && request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded"))
      return void answerQuery(queryServices, admission, request, response);
    void answerS3(options.s3, admission, request, response);
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

function sendPage(request: IncomingMessage, response: ServerResponse): void {
  const body = awsPage(`http://${request.headers.host}`, servicesInWords());
  send(response, 200, "text/html; charset=utf-8", body);
}

function refuse(response: ServerResponse): void {
  const body = JSON.stringify({ __type: "AccessDeniedException", message: "only loopback hosts and origins" });
  send(response, 403, "application/x-amz-json-1.0", body);
}
