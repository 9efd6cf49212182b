import * as z from "zod";
import { AppError } from "../../kernel/domain/errors.ts";
import type { AppCredentials } from "../../official/application/ports/credentials.ts";
import type { TokenSource } from "../../official/application/ports/kept-tokens.ts";
import { type KeptToken, keptTokenOf } from "../../official/domain/kept-token.ts";
import { type CallWeixin, failure } from "./call-weixin.ts";
import { causeOf } from "./failure-cause.ts";
import { ownerRefused } from "./tokens/owner-refused.ts";

const PATH = "/cgi-bin/stable_token";

/** Two of them fit into the lease of who asks. */
const TIMEOUT = 5000;

const answerSchema = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

type AskDeps = { readonly call: CallWeixin; readonly now: () => number };

/**
 * `stable_token`: in normal mode the present token, by `force_refresh` a new one (developers.weixin.qq.com). Throws as
 * `CallWeixin` does.
 */
export async function askStableToken(
  deps: AskDeps,
  appId: string,
  appSecret: string,
  force: boolean,
): Promise<KeptToken> {
  const askedAt = deps.now();
  const body = {
    grant_type: "client_credential",
    appid: appId,
    secret: appSecret,
    ...(force ? { force_refresh: true } : {}),
  };
  const read = answerSchema.safeParse(await deps.call({ method: "POST", path: PATH, appId, body, timeoutMs: TIMEOUT }));
  if (!read.success) throw failure({ path: PATH, appId }, "not-prepared", "the answer has no access_token");
  return keptTokenOf("access", read.data.access_token, read.data.expires_in, askedAt);
}

/** Tokens of accounts that have an AppSecret of their own. */
export function createTokenSource(deps: AskDeps & { readonly credentials: AppCredentials }): TokenSource {
  return {
    async ask(appId, force) {
      const credential = await deps.credentials.of(appId);
      if (credential?.kind !== "secret") {
        const words = credential
          ? `由第三方平台 ${credential.componentAppId} 授权，没有自己的 AppSecret`
          : "没有 AppSecret";
        throw failure({ path: PATH, appId }, "account-refused", `公众号 ${appId} ${words}`);
      }
      return askStableToken(deps, appId, credential.appSecret, force).catch((error: unknown) => {
        const refused = ownerRefused(error, { path: PATH, appId });
        if (refused instanceof AppError && causeOf(refused) === "account-refused") deps.credentials.forget(appId);
        throw refused;
      });
    },
  };
}
