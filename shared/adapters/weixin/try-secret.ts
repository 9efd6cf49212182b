import { AppError } from "../../kernel/domain/errors.ts";
import type { TrySecret } from "../../official/application/ports/secret-trial.ts";
import type { CallWeixin } from "./call-weixin.ts";
import { errcodeOf } from "./failure-cause.ts";
import { askStableToken } from "./stable-token.ts";

/**
 * By these WeChat says that AppID and AppSecret do not belong together (40001, 40125), that there is no such AppID
 * (40013), or that one of the two is missing. All other codes, such as 40164 for an address that is not on the
 * account's allowlist, say nothing of the secret.
 */
const REFUSING: ReadonlySet<number> = new Set([40001, 40013, 40125, 41002, 41004]);

/** Tries an AppSecret by `stable_token` in normal mode, which ends no token that is in use. */
export function createTrySecret(deps: { readonly call: CallWeixin; readonly now: () => number }): TrySecret {
  return async (appId, appSecret) => {
    try {
      return { result: "verified", token: await askStableToken(deps, appId, appSecret, false) };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const errcode = errcodeOf(error);
      if (errcode === undefined) return { result: "unverified", words: error.message };
      return { result: REFUSING.has(errcode) ? "refused" : "unverified", words: error.message, errcode };
    }
  };
}
