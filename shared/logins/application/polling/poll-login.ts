import type { Accounts } from "../../../accounts/application/ports/accounts.ts";
import { createTellAccount } from "../../../accounts/application/tell-account.ts";
import type { AccountTask } from "../../../accounts/domain/task.ts";
import type { NewId } from "../../../kernel/application/ports/runtime.ts";
import { POLL_SECONDS } from "../../domain/login.ts";
import { verdictOf } from "../../domain/verdict.ts";
import type { LoginGateway } from "../ports/login-gateway.ts";
import type { Logins } from "../ports/logins.ts";
import { createEndLogin, type EndLoginDeps } from "./end-login.ts";
import { createFollowLogin, type FollowLoginDeps } from "./follow-login.ts";

export type PollLoginDeps = EndLoginDeps &
  FollowLoginDeps & {
    readonly accounts: Accounts;
    readonly logins: Pick<Logins, "countPoll">;
    readonly loginGateway: Pick<LoginGateway, "check">;
    readonly newId: NewId;
  };

export type PollLogin = (task: Extract<AccountTask, { type: "poll-login" }>) => Promise<void>;

/**
 * Asks once how far a login is. The next poll is queued before, so that the chain outlives what this one meets; each
 * number is counted once, so that messages for the same poll do not fork it. The message that was counted may be tried
 * again, as long as the next poll was not counted. After 120 s it asks for the last time.
 */
export function createPollLogin(deps: PollLoginDeps): PollLogin {
  const { accounts, logins, loginGateway, tasks, clock, metrics } = deps;
  const tell = createTellAccount(deps);
  const end = createEndLogin(deps);
  const follow = createFollowLogin(deps);

  return async (task) => {
    const { appId, epoch, poll, ticket } = task;
    const account = await accounts.get(appId);
    const current = account?.state === "LOGGING_IN" && account.epoch === epoch ? account : undefined;
    const login = current && (await logins.countPoll(appId, epoch, poll, ticket));
    if (!current || !login) {
      metrics.count("TaskStale", 1, { task: task.type });
      return;
    }
    await tell.whatIsLeft(current);
    const isLast = clock.now() >= login.expiresAt;
    if (!isLast) await tasks.add({ ...task, poll: poll + 1, ticket: deps.newId() }, POLL_SECONDS);
    const polled = { account: current, login };
    const verdict = verdictOf(await loginGateway.check(login), login, isLast);
    switch (verdict.type) {
      case "logged-in":
        return end.loggedIn(polled, verdict.wxid);
      case "ended":
        return end.failed(polled, verdict.by, verdict.detail);
      case "goes-on": {
        const { check } = verdict;
        await follow(polled, check);
        if (isLast) await end.failed(polled, "scan-timeout", "words" in check ? check.words : "");
        return;
      }
      default:
        return verdict satisfies never;
    }
  };
}
