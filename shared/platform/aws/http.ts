import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { Endpoint } from "./endpoint.ts";

/** Times that a call may take, ms, as the SDK's request handler has them; without them it waits for ever. */
export type Timeouts = { readonly connectionTimeout?: number; readonly requestTimeout?: number };

export type HttpAnswer = {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
};

/** Posts a body. Throws `TimeoutError`, or Node.js' error of a connection. */
export type PostBody = (headers: Readonly<Record<string, string>>, body: string) => Promise<HttpAnswer>;

/** Connections that are kept at a host, as many as the SDK keeps. */
const CONNECTIONS = { keepAlive: true, maxSockets: 50 };

/** Posts to an endpoint over connections that stay open. */
export function createPostBody(endpoint: Endpoint, { connectionTimeout, requestTimeout }: Timeouts): PostBody {
  const { protocol, hostname: host, port, path } = endpoint;
  const isTls = protocol === "https:";
  const agent = isTls ? new HttpsAgent(CONNECTIONS) : new HttpAgent(CONNECTIONS);
  const start = isTls ? httpsRequest : httpRequest;

  return (headers, body) =>
    new Promise((resolve, reject) => {
      const request = start({ agent, host, port, path, method: "POST", headers: { ...headers } });
      const timers = [
        giveUpAfter(request, requestTimeout, "the answer"),
        giveUpOnConnection(request, connectionTimeout),
      ];
      const end = () => timers.forEach(clearTimeout);
      request.on("error", (error) => {
        end();
        reject(error);
      });
      request.on("response", (response) => {
        collect(response)
          .finally(end)
          .then((text) => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }), reject);
      });
      request.end(body);
    });
}

function giveUpAfter(request: ClientRequest, ms: number | undefined, what: string): NodeJS.Timeout | undefined {
  if (!ms) return undefined;
  return setTimeout(() => {
    const error = new Error(`AWS: ${what} did not come within ${ms} ms`);
    request.destroy(Object.assign(error, { name: "TimeoutError", code: "ETIMEDOUT" }));
  }, ms);
}

function giveUpOnConnection(request: ClientRequest, ms: number | undefined): NodeJS.Timeout | undefined {
  if (request.reusedSocket) return undefined;
  const timer = giveUpAfter(request, ms, "the connection");
  request.once("socket", (socket) => {
    if (socket.connecting) socket.once("connect", () => clearTimeout(timer));
    else clearTimeout(timer);
  });
  return timer;
}

function collect(response: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    response.setEncoding("utf8");
    response.on("data", (part: string) => {
      text += part;
    });
    response.on("end", () => resolve(text));
    response.on("error", reject);
  });
}
