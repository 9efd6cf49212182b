import { AppError } from "../../../kernel/domain/errors.ts";
import type { Sessions } from "../ports/sessions.ts";

/** The openid of a session's person. Throws `unauthorized` for a token that is forged, over, or of another account. */
export type OpenidOf = (appId: string, token: string | undefined) => Promise<string>;

export function createOpenidOf(sessions: Pick<Sessions, "read">): OpenidOf {
  return async (appId, token) => {
    const session = token === undefined ? undefined : await sessions.read(appId, token);
    if (session?.person.way !== "mini-program") {
      throw new AppError("unauthorized", "there is no session: log in (wx.login)");
    }
    return session.person.openid;
  };
}
