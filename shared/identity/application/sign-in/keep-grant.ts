import type { Log, Metrics } from "../../../kernel/application/ports/runtime.ts";
import { webGrantOf } from "../../domain/web-grant.ts";
import type { WebGrants } from "../ports/web-grants.ts";
import type { ExchangedCode } from "../ports/web-identity.ts";

export type KeepGrant = (
  appId: string,
  person: Extract<ExchangedCode, { type: "person" }>,
  askedAt: number,
) => Promise<void>;

/**
 * Keeps what a person who signs in gave, in place of an earlier grant, whose refresh token WeChat may take no more. A grant
 * that cannot be kept stops no one from signing in: it is counted as `WebGrantNotKept`.
 */
export function createKeepGrant(deps: {
  readonly grants: Pick<WebGrants, "put">;
  readonly metrics: Metrics;
  readonly log: Log;
}): KeepGrant {
  return async (appId, { openid, tokens }, askedAt) => {
    try {
      await deps.grants.put(appId, openid, webGrantOf(tokens, askedAt));
    } catch (error) {
      deps.metrics.count("WebGrantNotKept");
      deps.log.error("what a person granted was not kept", error, { appId, openid });
    }
  };
}
