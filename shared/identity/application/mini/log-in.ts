import type { Clock } from "../../../kernel/application/ports/runtime.ts";
import { noSuchLogin } from "../../domain/mini/wrong-code.ts";
import type { MiniKeys } from "../ports/mini-keys.ts";
import type { MiniPrograms } from "../ports/mini-programs.ts";
import type { Sessions } from "../ports/sessions.ts";
import type { IsMiniProgram } from "./is-mini-program.ts";

/** A person's session in a mini program: the token is sent as a bearer. `expiresAt`: epoch ms. */
export type MiniLogin = { readonly token: string; readonly expiresAt: number };

/**
 * Signs a person in by the code of `wx.login`. The session key is kept before the session begins, under the time at
 * which its exchange began: of two logins at once the one that began later keeps its key, whichever ends first. Throws
 * `unauthorized` at what is no mini program, before WeChat is asked, and what `MiniPrograms` and the stores throw; the code
 * is used up then, and the next login has another.
 */
export function createMiniLogin(deps: {
  readonly isMiniProgram: IsMiniProgram;
  readonly miniPrograms: Pick<MiniPrograms, "exchange">;
  readonly keys: Pick<MiniKeys, "put">;
  readonly sessions: Pick<Sessions, "open">;
  readonly clock: Pick<Clock, "now">;
}): (appId: string, code: string) => Promise<MiniLogin> {
  return async (appId, code) => {
    if (!(await deps.isMiniProgram(appId))) throw noSuchLogin(appId);
    const at = deps.clock.now();
    const { openid, sessionKey, unionid } = await deps.miniPrograms.exchange(appId, code);
    await deps.keys.put(appId, openid, { sessionKey, at });
    const person = { appId, openid, way: "mini-program" as const, ...(unionid === undefined ? {} : { unionid }) };
    const { token, session } = await deps.sessions.open(person);
    return { token, expiresAt: session.expiresAt };
  };
}
