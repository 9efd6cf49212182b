import type { Clock, Metrics } from "../../../kernel/application/ports/runtime.ts";
import { withoutProfile } from "../../domain/web-grant.ts";
import type { WebGrants } from "../ports/web-grants.ts";
import { LEASE } from "./refresh-grant.ts";

/** `accessToken`: a fresh one, by which WeChat shows nothing of the person. */
export type WithdrawProfile = (appId: string, openid: string, accessToken: string) => Promise<void>;

/**
 * Keeps a person's grant as one of a silent sign-in, so that WeChat is not asked for the profile again and again. The
 * grant's next renewal, about two hours later, or the person's next sign-in says anew what is granted. Does nothing where
 * another container has the lease, and where the token is no longer the person's. Throws `unavailable`.
 */
export function createWithdrawProfile(deps: {
  readonly grants: Pick<WebGrants, "acquire" | "renew" | "release">;
  readonly clock: Pick<Clock, "now">;
  readonly metrics: Metrics;
}): WithdrawProfile {
  const { grants, clock } = deps;
  return async (appId, openid, accessToken) => {
    const now = clock.now();
    const held = await grants.acquire(appId, openid, now + LEASE, now);
    if (!held) return;
    if (held.grant?.accessToken !== accessToken) return grants.release(appId, openid, held.epoch);
    const isKept = await grants.renew(appId, openid, held.epoch, withoutProfile(held.grant));
    if (isKept) deps.metrics.count("WebProfileWithdrawn");
  };
}
