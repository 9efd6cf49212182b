import * as z from "zod";
import { AppError } from "../../kernel/domain/errors.ts";
import { retryAfterOf } from "../../kernel/domain/retry-after.ts";
import type { TokenSource } from "../../official/application/ports/access-tokens.ts";
import { accessTokenOf } from "../../official/domain/access-token.ts";
import { type CallWeixin, failure } from "./call-weixin.ts";
import type { OfficialAccounts } from "./credentials.ts";
import { beforeSending, causeOf, errcodeOf } from "./failure-cause.ts";

const PATH = "/cgi-bin/stable_token";

/** Two of them fit into the lease of who asks. */
const TIMEOUT = 5000;

const answerSchema = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

/** `stable_token`: in normal mode the present token, by `force_refresh` a new one (developers.weixin.qq.com). */
export function createTokenSource(deps: {
  readonly call: CallWeixin;
  readonly credentials: () => Promise<OfficialAccounts>;
  /** Called when WeChat refused the secret: the next call reads it anew. */
  readonly forgetCredentials: () => void;
  readonly now: () => number;
}): TokenSource {
  return {
    async ask(appId, force) {
      const { accounts, faults } = await deps.credentials();
      const account = accounts[appId];
      if (!account) {
        const fault = faults[appId];
        const words = fault === undefined ? `没有公众号 ${appId}` : `公众号 ${appId} 的配置有误：${fault}`;
        throw failure({ path: PATH, appId }, "account-refused", `OfficialAccountsSecret 里${words}`);
      }
      const askedAt = deps.now();
      const body = {
        grant_type: "client_credential",
        appid: appId,
        secret: account.appSecret,
        ...(force ? { force_refresh: true } : {}),
      };
      const answer = await deps
        .call({ method: "POST", path: PATH, appId, body, timeoutMs: TIMEOUT })
        .catch((error: unknown) => {
          throw asRefusedAccount(error, appId, deps.forgetCredentials);
        });
      const read = answerSchema.safeParse(answer);
      if (!read.success) throw failure({ path: PATH, appId }, "not-prepared", "the answer has no access_token");
      return accessTokenOf(read.data.access_token, read.data.expires_in, askedAt);
    },
  };
}

/** Without a token nothing of the account goes out: whatever WeChat refuses here, it refuses the account. */
function asRefusedAccount(error: unknown, appId: string, forget: () => void): unknown {
  if (!(error instanceof AppError)) return error;
  const cause = causeOf(error);
  const isRefused = cause === "refused" || cause === "account-refused";
  if (isRefused) forget();
  return failure({ path: PATH, appId }, isRefused ? "account-refused" : beforeSending(cause), error.message, {
    errcode: errcodeOf(error),
    ...retryAfterOf(error),
  });
}
