import type { Clock } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { TIMEOUTS } from "../../names.ts";
import { NO_WEB_ACCESS } from "../domain/web-access.ts";
import type { SessionRows } from "./ports/session-rows.ts";
import type { WebAccessRows } from "./ports/web-access.ts";

/** How often a row is tried that others change at the same time. */
const TRIES = 5;

/** A sign-in under way goes on by what it read before: its session begins within this, ms, and is ended as well. */
export const SIGN_INS_UNDER_WAY = Math.max(TIMEOUTS.oauth, TIMEOUTS.miniLogin) * 1000 + 5000;

/**
 * Allows the pages of an account that goes nothing any more, and ends the sessions of all its people: those who sign in at
 * an account of the same appId find nothing of the former one. The row stays with its next revision in any case, which
 * fences a change that read it before. What people granted stays sealed until its time is over: no session leads to it.
 * Throws `unavailable`, and `conflict` where others go on changing the row.
 */
export function createForgetPages(deps: {
  readonly webAccess: WebAccessRows;
  readonly sessionRows: Pick<SessionRows, "endAllBefore">;
  readonly clock: Pick<Clock, "now">;
}): (appId: string) => Promise<void> {
  async function forgetAccess(appId: string): Promise<void> {
    for (let n = 0; n < TRIES; n++) {
      const kept = await deps.webAccess.get(appId);
      if (await deps.webAccess.put(appId, NO_WEB_ACCESS, kept?.revision ?? 0)) return;
    }
    const message = `the web access of '${appId}' is changed again and again: try later`;
    throw new AppError("conflict", message, { retryable: true, details: { appId } });
  }

  return async (appId) => {
    await forgetAccess(appId);
    await deps.sessionRows.endAllBefore(appId, deps.clock.now() + SIGN_INS_UNDER_WAY);
  };
}
