import * as z from "zod";
import type { ExchangedCode } from "../../../identity/application/ports/mini-programs.ts";
import { noSuchLogin } from "../../../identity/domain/mini/wrong-code.ts";
import type { Metrics } from "../../../kernel/application/ports/runtime.ts";
import { AppError } from "../../../kernel/domain/errors.ts";
import type { AppCredentials } from "../../../official/application/ports/credentials.ts";
import type { KeptTokens } from "../../../official/application/ports/kept-tokens.ts";
import type { AppCredential } from "../../../official/domain/credentials.ts";
import { type CallWeixin, failure } from "../call-weixin.ts";
import { causeOf } from "../failure-cause.ts";
import { withToken } from "../tokens/with-token.ts";
import { LOGIN_REFUSALS, toldToPerson } from "./refusals.ts";

const PATHS = { secret: "/sns/jscode2session", component: "/sns/component/jscode2session" } as const;
const TIMEOUT = 5000;

const answerSchema = z.object({
  openid: z.string().min(1),
  session_key: z.string().min(1),
  unionid: z.string().min(1).optional(),
});

export type ExchangeCodeDeps = {
  readonly call: CallWeixin;
  readonly credentials: AppCredentials;
  /** The tokens of third-party platforms, by their appId. */
  readonly componentTokens: KeptTokens;
  readonly metrics: Metrics;
};

/** `jscode2session`, by the account's own AppSecret or in its third-party platform's name. See `MiniPrograms`. */
export function createExchangeCode(deps: ExchangeCodeDeps): (appId: string, code: string) => Promise<ExchangedCode> {
  async function asked(appId: string, path: string, query: Readonly<Record<string, string>>): Promise<ExchangedCode> {
    const read = answerSchema.safeParse(await deps.call({ method: "GET", path, appId, query, timeoutMs: TIMEOUT }));
    if (!read.success) throw failure({ path, appId }, "unreadable-answer", "the answer is not WeChat's");
    const { openid, session_key: sessionKey, unionid } = read.data;
    return { openid, sessionKey, ...(unionid === undefined ? {} : { unionid }) };
  }

  async function exchanged(appId: string, code: string, credential: AppCredential): Promise<ExchangedCode> {
    const query = { appid: appId, js_code: code, grant_type: "authorization_code" };
    if (credential.kind === "secret") return asked(appId, PATHS.secret, { ...query, secret: credential.appSecret });
    const { componentAppId } = credential;
    return withToken(
      { kind: "component", tokens: deps.componentTokens, owner: componentAppId },
      (component_access_token) =>
        asked(appId, PATHS.component, { ...query, component_appid: componentAppId, component_access_token }),
    );
  }

  function noteAccount(appId: string, error: unknown): void {
    if (!(error instanceof AppError) || causeOf(error) !== "account-refused") return;
    deps.credentials.forget(appId);
    deps.metrics.count("WeixinAccountRefused");
  }

  return async (appId, code) => {
    const credential = await deps.credentials.of(appId);
    // A stranger does not learn whether the platform has the account.
    if (!credential) throw noSuchLogin(appId);
    try {
      return await exchanged(appId, code, credential);
    } catch (error) {
      noteAccount(appId, error);
      throw toldToPerson(error, PATHS[credential.kind], LOGIN_REFUSALS);
    }
  };
}
