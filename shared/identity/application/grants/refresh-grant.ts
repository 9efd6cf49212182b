import { persistently } from "../../../kernel/application/persistently.ts";
import type { Clock, Log, Metrics } from "../../../kernel/application/ports/runtime.ts";
import { AppError } from "../../../kernel/domain/errors.ts";
import { TIMEOUTS } from "../../../names.ts";
import { stillServes, type WebGrant, webGrantOf } from "../../domain/web-grant.ts";
import type { EndSessionsOf } from "../ports/sessions.ts";
import type { KeptGrant, WebGrants } from "../ports/web-grants.ts";
import type { WebIdentity } from "../ports/web-identity.ts";
import { wechatTrouble } from "./wechat-trouble.ts";

export type RefreshGrantDeps = {
  readonly grants: WebGrants;
  readonly identity: Pick<WebIdentity, "refresh">;
  readonly endSessionsOf: EndSessionsOf;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
};

/** `ended`: the person has to sign in again, for good or because they never did. */
export type Refreshed = { readonly type: "granted"; readonly grant: WebGrant } | { readonly type: "ended" };

/** `refused`: the access token that WeChat refused, if one was. */
export type RefreshGrant = (appId: string, openid: string, refused?: string) => Promise<Refreshed>;

/** The write of tokens is repeated for so long, ms. */
const WRITE_WITHIN = 5000;

/**
 * What a holder takes at most, ms: for an account of a third-party platform a call, and another one where WeChat refuses
 * the platform's token, each with a token of the platform that has to be asked for.
 */
export const HOLDER_TAKES = {
  platformTokens: 2 * TIMEOUTS.componentCall * 1000,
  calls: 2 * TIMEOUTS.oauthCall * 1000,
  write: WRITE_WITHIN,
} as const;

/**
 * ms. A holder that has the lease longer is thought dead. It is longer than its function runs, so that waits which are not
 * in the sum do not outlast it either.
 */
export const LEASE = HOLDER_TAKES.platformTokens + HOLDER_TAKES.calls + HOLDER_TAKES.write;

/** How long containers without the lease wait for its holder, and how often they look, ms. */
const PATIENCE = 8000;
const LOOK_EVERY = 150;

const ENDED: Refreshed = { type: "ended" };

/**
 * Gives an access token of a person that serves, renewed where need be. Of all who ask at once, one asks WeChat. Tokens
 * are used when they are stored; a process that dies before that leaves the stored refresh token, which the next one
 * uses. A refresh token that WeChat takes no more ends the grant, and the person's sessions with it: first the tokens go,
 * by which a sign-in at the same time is told from it, then the sessions, then the rest. Throws `unavailable` where
 * another container takes longer than 8 s, and where WeChat does not answer or refuses the account.
 */
export function createRefreshGrant(deps: RefreshGrantDeps): RefreshGrant {
  const { grants, clock } = deps;
  const asHolder = createAsHolder(deps);

  return async (appId, openid, refused) => {
    const giveUpAt = clock.now() + PATIENCE;
    for (;;) {
      const kept = await grants.get(appId, openid, clock.now());
      if (!kept) return ENDED;
      if (kept.grant && stillServes(kept.grant, refused, clock.now())) return { type: "granted", grant: kept.grant };
      const now = clock.now();
      const held = await grants.acquire(appId, openid, now + LEASE, now);
      const refreshed = held && (await asHolder(appId, openid, held, refused));
      if (refreshed) return refreshed;
      if (clock.now() >= giveUpAt) {
        throw new AppError("unavailable", "another container is renewing the grant", {
          retryable: true,
          details: { appId, openid },
        });
      }
      if (!held) await clock.sleep(LOOK_EVERY);
    }
  };
}

type AsHolder = (
  appId: string,
  openid: string,
  held: KeptGrant,
  refused: string | undefined,
) => Promise<Refreshed | undefined>;

/** Undefined where the lease's epoch is over: another container took over, or the person signed in meanwhile. */
function createAsHolder({ grants, identity, endSessionsOf, clock, metrics, log }: RefreshGrantDeps): AsHolder {
  async function bury(appId: string, openid: string, epoch: number, deadSince: number): Promise<Refreshed | undefined> {
    await endSessionsOf(appId, openid, deadSince);
    return (await grants.remove(appId, openid, epoch)) ? ENDED : undefined;
  }

  async function asked(appId: string, openid: string, refreshToken: string): ReturnType<WebIdentity["refresh"]> {
    try {
      return await identity.refresh(appId, openid, refreshToken);
    } catch (error) {
      throw wechatTrouble(error, { appId, openid });
    }
  }

  async function renewed(appId: string, openid: string, epoch: number, grant: WebGrant) {
    const askedAt = clock.now();
    const given = await asked(appId, openid, grant.refreshToken);
    if (given === "dead") {
      const deadSince = clock.now();
      if (!(await grants.kill(appId, openid, epoch, deadSince))) return undefined;
      metrics.count("WebGrantEnded");
      return bury(appId, openid, epoch, deadSince);
    }
    const next = webGrantOf(given, askedAt, grant);
    const write = () => grants.renew(appId, openid, epoch, next);
    if (!(await persistently(clock, clock.now() + WRITE_WITHIN, write))) return undefined;
    metrics.count("WebGrantRefreshed");
    return { type: "granted", grant: next } as const;
  }

  /** The lease ends by itself, so that a failed release is logged beside the error that led to it. */
  async function release(appId: string, openid: string, epoch: number): Promise<void> {
    try {
      await grants.release(appId, openid, epoch);
    } catch (error) {
      log.error("a grant's lease was not ended", error, { appId, openid });
    }
  }

  return async (appId, openid, { epoch, grant, deadSince }, refused) => {
    try {
      if (deadSince !== undefined) return await bury(appId, openid, epoch, deadSince);
      if (!stillServes(grant, refused, clock.now())) return await renewed(appId, openid, epoch, grant);
      await grants.release(appId, openid, epoch);
      return { type: "granted", grant };
    } catch (error) {
      metrics.count("WebGrantNotRefreshed");
      await release(appId, openid, epoch);
      throw error;
    }
  };
}
