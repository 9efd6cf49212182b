import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import * as z from "zod";
import { AwsError, type AwsService } from "../../local/aws/service.ts";

/** A running endpoint for AWS SDKs and the `aws` CLI. */
export type AwsEndpoint = { url: string; close(): Promise<void> };

const jsonObject = z.record(z.string(), z.unknown());

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString("utf8");
  return jsonObject.parse(text === "" ? {} : JSON.parse(text));
}

function answerError(response: ServerResponse, contentType: string, namespace: string, error: unknown): void {
  const known = error instanceof AwsError ? error : new AwsError("InternalFailure", String(error), { status: 500 });
  const body = { __type: `${namespace}#${known.code}`, message: known.message, ...known.members };
  response.writeHead(known.status, {
    "content-type": contentType,
    ...(known.queryCode && {
      "x-amzn-query-error": `${known.queryCode};${known.status < 500 ? "Sender" : "Receiver"}`,
    }),
  });
  response.end(JSON.stringify(body));
}

async function answer(services: AwsService[], request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [prefix = "", action = ""] = String(request.headers["x-amz-target"]).split(".");
  const service = services.find((candidate) => candidate.targetPrefix === prefix);
  const contentType = service?.contentType ?? "application/x-amz-json-1.0";
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  try {
    const input = await readBody(request);
    if (!service) throw new AwsError("UnknownOperationException", `There is no service ${prefix}.`);
    const output = await service.handle(action, input, gone.signal, request.headers["x-amzn-trace-id"]?.toString());
    response.writeHead(200, { "content-type": contentType });
    response.end(JSON.stringify(output));
  } catch (error) {
    const namespace = prefix === "AmazonSQS" ? "com.amazonaws.sqs" : `com.amazonaws.${prefix.toLowerCase()}`;
    answerError(response, contentType, namespace, error);
  }
}

/** Serves the services on a free port of 127.0.0.1; they are made when the URL is known. */
export async function startAwsEndpoint(
  createServices: (baseUrl: string) => AwsService[],
  port = 0,
): Promise<AwsEndpoint> {
  let services: AwsService[] = [];
  const server = createServer((request, response) => void answer(services, request, response));
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the endpoint has no port");
  const url = `http://127.0.0.1:${address.port}`;
  services = createServices(url);
  return {
    url,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}
