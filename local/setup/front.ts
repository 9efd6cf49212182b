import { createControl } from "../http/control.ts";
import { type Gateway, startGateway } from "../http/gateway.ts";
import { answersHttp, enginesDown } from "../http/health.ts";
import { createTokenAuthority } from "../http/token-authority.ts";
import { startPage } from "../pages/start-page.ts";
import { type Parts, type Services, STOP_GRACE_MS } from "./services.ts";

/** The HTTP API with the routes under `/local/`, and the tokens that it takes. */
export type Front = {
  readonly gateway: Gateway;
  /** An operator's JWT. Throws where no route of the template asks for one. */
  token(role: "admin" | "operator" | "viewer"): string;
};

/** `since`: when the embedded cloud was started, ISO 8601. */
export async function startFront(parts: Parts, services: Services, since: string): Promise<Front> {
  const { clock, model, topics, secrets } = parts;
  const { functions, bus, pollers, metrics, guard, requests, calls, tables, bill } = services;
  const tokens = createTokenAuthority({ keyPath: parts.dir.tokenKey, clock });
  const authorizer = model.httpApi?.routes.find((route) => route.authorizer)?.authorizer;
  const token: Front["token"] = (role) => {
    if (!authorizer) throw new Error("no route of the template asks for a token");
    return tokens.issue(role, authorizer);
  };
  const gateway = await startGateway({
    port: parts.ports.gateway,
    api: model.httpApi,
    clock,
    tokens,
    invoke: functions.invoke,
    taken: bill.http,
    viewerToken: () => token("viewer"),
    enginesDown: () =>
      enginesDown({
        dynamodb: answersHttp(parts.dynamodb.endpoint),
        sqs: parts.queues.check,
        simulator: answersHttp(parts.simulator.url),
      }),
    startPage: () =>
      startPage({
        url: parts.gatewayUrl,
        simulatorUrl: parts.simulator.url,
        awsUrl: parts.awsUrl,
        shopUrl: parts.ports.shop === undefined ? undefined : `http://127.0.0.1:${parts.ports.shop}`,
      }),
    control: createControl({
      clock,
      tokens,
      authorizer,
      callbackKey: secrets.callbackKey,
      metrics: () => ({ since, metrics: metrics.list() }),
      usage: () => ({
        since,
        functions: functions.usage(),
        requests,
        calls: calls(),
        dynamodb: { ...tables.usage(), ...tables.shares() },
        billed: bill.read(),
        customMetrics: metrics.list().length,
        rules: bus.deliveries(),
        pollers: pollers.map((one) => one.usage()),
      }),
      published: (after) => topics.published(after),
      functions: () => ({ functions: functions.status() }),
      refusals: () => ({ since, refusals: guard.refusals() }),
    }),
  });
  services.atStop(() => gateway.close(STOP_GRACE_MS));
  return { gateway, token };
}
