import type { Accounts } from "../../accounts/application/ports/accounts.ts";
import { cached } from "../../kernel/application/cached.ts";
import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { accessAt, NO_WEB_ACCESS, type WebAccess } from "../domain/web-access.ts";
import type { WebAccessOf, WebAccessRows } from "./ports/web-access.ts";

/** How long a container trusts what it read, ms: with one read after it, a change holds everywhere within 5 s. */
const MAX_AGE = 3000;

/**
 * Reads what pages of an account may ask. Nothing is allowed of an account that was removed, and of no account what WeChat
 * does not know for its channel. A row that is not readable allows nothing: it is logged and counted, and does not concern
 * other accounts.
 */
export function createWebAccessOf(deps: {
  readonly webAccess: Pick<WebAccessRows, "get">;
  readonly accounts: Pick<Accounts, "get">;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
}): WebAccessOf {
  async function load(appId: string): Promise<WebAccess> {
    try {
      const kept = await deps.webAccess.get(appId);
      // A stranger's appIds cost one read each.
      if (!kept) return NO_WEB_ACCESS;
      const account = await deps.accounts.get(appId);
      return account?.registered ? accessAt(account.channel, kept.access) : NO_WEB_ACCESS;
    } catch (error) {
      if (error instanceof AppError && error.code !== "internal") throw error;
      deps.metrics.count("WebAccessUnreadable");
      deps.log.error("an account's web access is not readable: its pages are allowed nothing", error, { appId });
      return NO_WEB_ACCESS;
    }
  }
  return cached(deps.clock, MAX_AGE, load).get;
}
