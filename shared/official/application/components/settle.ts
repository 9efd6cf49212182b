import { announcementOf } from "../../../accounts/application/move-account.ts";
import type { Accounts } from "../../../accounts/application/ports/accounts.ts";
import type { Announcements } from "../../../accounts/application/ports/announcements.ts";
import type { AccountRegistry } from "../../../accounts/application/ports/registry.ts";
import type { AccountStates } from "../../../accounts/application/ports/states.ts";
import { createTellAccount } from "../../../accounts/application/tell-account.ts";
import { type Account, newAccount } from "../../../accounts/domain/account.ts";
import { type AccountEvent, moveAfter } from "../../../accounts/domain/lifecycle.ts";
import type { Events } from "../../../kernel/application/ports/events.ts";
import type { Clock, Log, Metrics } from "../../../kernel/application/ports/runtime.ts";
import { AppError } from "../../../kernel/domain/errors.ts";
import { EVENTS } from "../../../names.ts";
import type { Authorization } from "../../domain/authorization.ts";
import { channelOfAuthorizer } from "../../domain/authorizer-channel.ts";
import type { AuthorizationStore } from "../ports/authorizations.ts";
import type { ComponentAccounts } from "../ports/component-credentials.ts";
import type { AuthorizerInfo } from "../ports/component-platform.ts";
import type { TokenStore } from "../ports/kept-tokens.ts";

export type SettleDeps = {
  readonly accounts: Accounts & AccountRegistry & AccountStates & Announcements;
  readonly authorizations: Pick<AuthorizationStore, "settle">;
  readonly credentials: ComponentAccounts;
  /** The tokens that a platform has for accounts (kind `authorizer`). */
  readonly authorizerTokens: Pick<TokenStore, "forget">;
  readonly events: Events;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
};

/** What follows from an authorization that is stored. A crash in between leaves it unsettled: then it is done again. */
export type SettleAuthorized = (authorization: Authorization, info: AuthorizerInfo) => Promise<void>;
export type SettleWithdrawn = (authorization: Authorization) => Promise<void>;

/** Registers the account of an authorization, or brings it back. */
export function createSettleAuthorized(deps: SettleDeps): SettleAuthorized {
  const { accounts, log } = deps;
  const move = createMoveByAuthorization(deps);

  async function registered(authorization: Authorization, info: AuthorizerInfo): Promise<Account | undefined> {
    const { appId } = authorization;
    const { name, originalId } = info;
    const account = newAccount({ appId, channel: channelOfAuthorizer(info), wxid: originalId, name }, deps.clock.now());
    try {
      await accounts.register(account);
      return undefined;
    } catch (error) {
      if (!(error instanceof AppError && error.code === "conflict")) throw error;
      return accounts.get(appId);
    }
  }

  return async (authorization, info) => {
    const { appId, componentAppId, changedAt } = authorization;
    const { name, originalId } = info;
    await deps.credentials.useComponent(appId, componentAppId, originalId);
    // What the former grant brought is refused, and replacing it may have been tried in vain a moment ago.
    if (!authorization.settled) await deps.authorizerTokens.forget(appId);
    const known = await accounts.get(appId);
    const before = known?.registered ? known : await registered(authorization, info);
    if (before?.wxid === "") await accounts.learnWxid(appId, originalId, deps.clock.now());
    if (before && before.wxid !== "" && before.wxid !== originalId) {
      log.warn("an account was registered with another original id than WeChat tells", { appId, originalId });
    }
    if (before) await move(before, { type: "authorized" });
    if (!authorization.settled) {
      const eventId = `${appId}.${changedAt}.${EVENTS.accountAuthorized}`;
      const detail = { appId, name: before?.name ?? name, componentAppId, at: changedAt, eventId };
      await deps.events.publish([{ type: EVENTS.accountAuthorized, detail }]);
    }
    await deps.authorizations.settle(authorization);
  };
}

/** Stops the account of an authorization that was withdrawn, and says so. */
export function createSettleWithdrawn(deps: SettleDeps): SettleWithdrawn {
  const move = createMoveByAuthorization(deps);
  return async (authorization) => {
    const account = await deps.accounts.get(authorization.appId);
    if (account?.registered) await move(account, { type: "authorization-withdrawn" });
    if (!authorization.settled) {
      await deps.authorizerTokens.forget(authorization.appId);
      deps.metrics.count("AuthorizationWithdrawn");
    }
    await deps.authorizations.settle(authorization);
  };
}

/** Moves an account, and tells it; what a crash or the bus left untold is told with the next move or run. */
function createMoveByAuthorization(deps: SettleDeps): (account: Account, event: AccountEvent) => Promise<void> {
  const { accounts, clock, metrics } = deps;
  const tell = createTellAccount(deps);
  return async (account, event) => {
    const now = clock.now();
    const move = moveAfter(account, event, now);
    if (!move) {
      await tell.whatIsLeft(account);
      return;
    }
    const moved = await accounts.transition(account, move, now, announcementOf(account, move, now));
    if (!moved) {
      throw new AppError("conflict", "an account was moved at the same time", {
        retryable: true,
        details: { appId: account.appId },
      });
    }
    metrics.count("AccountStateChanged", 1, { to: moved.state });
    await tell.now(moved);
  };
}
