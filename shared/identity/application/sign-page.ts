import { appIdSchema } from "../../accounts/domain/account.ts";
import { officialAppIdSchema } from "../../accounts/domain/channel.ts";
import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { setLatest } from "../../kernel/domain/set-latest.ts";
import type { KeptTokens } from "../../official/application/ports/kept-tokens.ts";
import { pageSignature, signedAddress, ticketIdOf } from "../domain/signed-page.ts";
import type { WebAccessOf } from "./ports/web-access.ts";

/** What `wx.config` takes, and the name of the ticket. `timestamp`: epoch seconds. */
export type SignedPage = {
  readonly appId: string;
  readonly timestamp: number;
  readonly nonceStr: string;
  readonly signature: string;
  readonly ticketId: string;
};

/** `refused`: the `ticketId` of a signature that WeChat called invalid. */
export type PageRequest = { readonly url: string; readonly refused?: string | undefined };

export type SignPageDeps = {
  readonly accessOf: WebAccessOf;
  /** Of the kind `jsapi-ticket`. */
  readonly tickets: KeptTokens;
  /** 1 to 32 letters and digits. */
  readonly newNonce: () => string;
  readonly clock: Pick<Clock, "now">;
  readonly metrics: Metrics;
  readonly log: Log;
};

/**
 * After a ticket could not be replaced, claims that it is refused are not looked into for so long, ms. The kind's rule
 * keeps WeChat from being asked too often; this keeps the store from it.
 */
const DEAF_FOR = 30_000;
const MOST_DEAF = 10_000;

const APP_ID = appIdSchema.pipe(officialAppIdSchema);

/**
 * Signs a page of an account. Anybody may say that a ticket is refused: the claim counts for the present ticket only,
 * and where the kind's rule lets no other be asked for, the present one signs. Throws `forbidden` for a page that may
 * not be signed, and `unavailable` where there is no ticket.
 */
export function createSignPage(deps: SignPageDeps): (appId: string, request: PageRequest) => Promise<SignedPage> {
  const { tickets, clock, metrics, log } = deps;
  const deafUntil = new Map<string, number>();

  async function ticketFor(appId: string, refused: string | undefined): Promise<string> {
    const present = await tickets.get(appId);
    if (refused !== ticketIdOf(appId, present) || clock.now() < (deafUntil.get(appId) ?? 0)) return present;
    try {
      const next = await tickets.refreshed(appId, present);
      metrics.count("TicketRefused", 1, { outcome: "replaced" });
      return next;
    } catch (error) {
      setLatest(deafUntil, appId, clock.now() + DEAF_FOR, MOST_DEAF);
      metrics.count("TicketRefused", 1, { outcome: "kept" });
      log.warn("a page says that WeChat refuses the ticket, and there is no other", { appId, why: wordsOf(error) });
      return present;
    }
  }

  return async (appId, { url, refused }) => {
    const address = APP_ID.safeParse(appId).success ? signedAddress(url, await deps.accessOf(appId)) : undefined;
    if (address === undefined) throw notAllowed();
    const ticket = await ticketFor(appId, refused).catch((cause: unknown) => {
      metrics.count("PageNotSigned");
      throw new AppError("unavailable", "there is no ticket to sign with", {
        retryable: true,
        cause,
        details: { appId },
      });
    });
    const signing = { nonceStr: deps.newNonce(), timestamp: Math.floor(clock.now() / 1000) };
    const signature = pageSignature({ ...signing, ticket, address });
    return { appId, ...signing, signature, ticketId: ticketIdOf(appId, ticket) };
  };
}

/** The same for every account, so that a stranger learns nothing of it. */
export function notAllowed(): AppError {
  return new AppError("forbidden", "pages of this address are not signed for this account");
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
