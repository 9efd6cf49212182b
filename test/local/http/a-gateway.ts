import { mkdtempSync, rmSync } from "node:fs";
import * as http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLocalClock } from "../../../local/clock.ts";
import { createControl } from "../../../local/http/control.ts";
import { type GatewayOptions, startGateway } from "../../../local/http/gateway.ts";
import { createTokenAuthority } from "../../../local/http/token-authority.ts";
import type { Outcome } from "../../../local/lambda/worker/outcome.ts";
import type { JwtAuthorizerModel, RouteModel } from "../../../local/template/model.ts";

export const AUTHORIZER: JwtAuthorizerModel = { issuer: "https://issuer.example/pool", audience: ["console"] };

/** A route by its key, e.g. `POST /callbacks/{key}`; its function is called as the key says. */
export function route(routeKey: string, more: Partial<RouteModel> = {}): RouteModel {
  const [method, path] = routeKey === "$default" ? [] : routeKey.split(" ");
  return { method, path, routeKey, functionName: routeKey, authorizer: undefined, scopes: [], ...more };
}

type Event = { readonly [member: string]: unknown };
type Invoke = (functionName: string, event: Event) => Outcome["kind"] | "throttled" | object | string;

/** A gateway whose functions answer what `invoke` gives (their event, unless told otherwise). */
export async function aGateway(
  routes: readonly RouteModel[],
  invoke: Invoke = (_, event) => event,
  more: Pick<GatewayOptions, "enginesDown"> = {},
) {
  const dir = mkdtempSync(join(tmpdir(), "gateway-"));
  const clock = createLocalClock();
  const tokens = createTokenAuthority({ keyPath: join(dir, "key.pem"), clock });
  const gateway = await startGateway({
    ...more,
    port: 0,
    api: { id: "api", routes },
    clock,
    tokens,
    viewerToken: () => tokens.issue("viewer", AUTHORIZER),
    startPage: () => "<h1>start</h1>",
    control: createControl({
      clock,
      tokens,
      authorizer: AUTHORIZER,
      callbackKey: () => Promise.resolve("the-callback-key"),
      published: (after) => [{ n: after + 1, message: "a message" }],
      metrics: () => ({ metrics: [] }),
      usage: () => ({ functions: {} }),
      functions: () => ({ functions: [] }),
      refusals: () => ({ refusals: [] }),
    }),
    async invoke(name, event) {
      const answer = invoke(name, Object(event));
      if (answer === "throttled") return answer;
      if (answer === "error" || answer === "timeout") {
        return { kind: answer, error: { errorType: "E", errorMessage: "secret detail" }, durationMs: 1 };
      }
      return { kind: "ok", payload: answer, durationMs: 1 };
    },
  });
  return {
    ...gateway,
    clock,
    tokens,
    /** One request with the headers just as they are given. */
    call: (request: string, options: CallOptions = {}) => call(gateway.port, request, options),
    async [Symbol.asyncDispose]() {
      await gateway.close(100);
      rmSync(dir, { recursive: true });
    },
  };
}

type CallOptions = { readonly headers?: Record<string, string>; readonly body?: string | Buffer };
type Answer = { status: number; headers: http.IncomingHttpHeaders; text: string; json(): Record<string, unknown> };

function call(port: number, request: string, { headers = {}, body }: CallOptions): Promise<Answer> {
  const [method, path] = request.split(" ");
  return new Promise((resolve, reject) => {
    const outgoing = http.request({ host: "127.0.0.1", port, method, path, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text, json: () => JSON.parse(text) });
      });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
