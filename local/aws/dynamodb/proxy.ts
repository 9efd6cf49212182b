import { Agent, type IncomingMessage, request as openRequest, type ServerResponse } from "node:http";

/** Passes DynamoDB calls on to the engine over kept connections; both bodies are streamed. */
export function createDynamoProxy(endpoint: string): {
  pass(request: IncomingMessage, response: ServerResponse): void;
  close(): void;
} {
  const { hostname, port, host } = new URL(endpoint);
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  return {
    pass(request, response) {
      const upstream = openRequest(
        { hostname, port, agent, method: request.method, path: request.url, headers: { ...request.headers, host } },
        (answer) => {
          const { connection: _hopByHop, ...headers } = answer.headers;
          response.writeHead(answer.statusCode ?? 502, headers);
          answer.pipe(response);
        },
      );
      upstream.on("error", (error) => {
        if (response.headersSent || response.destroyed) return response.destroy();
        const body = JSON.stringify({
          __type: "com.amazon.coral.service#InternalFailure",
          message: `the DynamoDB engine does not answer: ${error.message}`,
        });
        response.writeHead(503, { "content-type": "application/x-amz-json-1.0" }).end(body);
      });
      response.once("close", () => {
        if (!response.writableFinished) upstream.destroy();
      });
      request.pipe(upstream);
    },
    close: () => agent.destroy(),
  };
}
