import type { Clock } from "../../kernel/application/ports/runtime.ts";
import type { OpenedSession } from "../domain/session.ts";
import type { SessionCodes } from "./ports/session-codes.ts";

export type ExchangeCode = (appId: string, origin: string, code: string) => Promise<OpenedSession | undefined>;

/**
 * Gives a page its session for the code that it was led to. Undefined where the code is unknown, used, too old, made for
 * another account or another origin, and where the session has ended since; the code is used up in each case. Throws
 * `unavailable`.
 */
export function createExchangeCode(deps: {
  readonly sessionCodes: Pick<SessionCodes, "take">;
  readonly resume: (appId: string, id: string) => Promise<OpenedSession | undefined>;
  readonly clock: Pick<Clock, "now">;
}): ExchangeCode {
  return async (appId, origin, code) => {
    const of = await deps.sessionCodes.take(code, deps.clock.now());
    if (of?.appId !== appId || of.origin !== origin) return undefined;
    return deps.resume(appId, of.sessionId);
  };
}
