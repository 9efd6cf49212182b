import * as z from "zod";
import type { KeptTokens, TokenSource } from "../../../official/application/ports/kept-tokens.ts";
import type { AuthorizerGrants } from "../../../official/application/ports/token-grants.ts";
import { type KeptToken, keptTokenOf } from "../../../official/domain/kept-token.ts";
import type { FailureCause } from "../../../outbound/domain/outcome.ts";
import { failure } from "../call-weixin.ts";
import { errcodeOf } from "../failure-cause.ts";
import { createQuestion, type Question, type QuestionDeps } from "./question.ts";
import { withToken } from "./with-token.ts";

const PATH = "/cgi-bin/component/api_authorizer_token";

/** The refresh token is not (or no longer) the account's. */
const REFRESH_TOKEN_REFUSED = 61023;

const answerSchema = z.object({
  authorizer_access_token: z.string().min(1),
  expires_in: z.number().positive(),
  authorizer_refresh_token: z.string().optional(),
});

type Grant = { readonly appId: string; readonly componentAppId: string; readonly refreshToken: string };

/**
 * Tokens of accounts that authorized a third-party platform. A new refresh token is stored before the token that came
 * with it is used. Where a process ended before that, the stored one is tried, and where WeChat refuses it, WeChat is
 * asked which one it has.
 */
export function createAuthorizerTokenSource(
  deps: QuestionDeps & {
    /** The platforms' own tokens, by their appId. */
    readonly componentTokens: KeptTokens;
    readonly grants: AuthorizerGrants;
  },
): TokenSource {
  const { grants } = deps;

  async function renewed(question: Question, { appId, componentAppId, refreshToken }: Grant): Promise<KeptToken> {
    const body = {
      component_appid: componentAppId,
      authorizer_appid: appId,
      authorizer_refresh_token: refreshToken,
    };
    const [answer, askedAt] = await withToken(
      { kind: "component", tokens: deps.componentTokens, owner: componentAppId },
      async (component_access_token) => {
        const startedAt = deps.now();
        const query = { component_access_token };
        return [await question({ path: PATH, owner: appId, query, body }, answerSchema), startedAt] as const;
      },
    );
    await stored(appId, refreshToken, answer.authorizer_refresh_token || refreshToken);
    return keptTokenOf("authorizer", answer.authorizer_access_token, answer.expires_in, askedAt);
  }

  async function stored(appId: string, from: string, to: string): Promise<void> {
    if (from === to || (await grants.rotate(appId, from, to))) return;
    throw failure({ path: PATH, appId }, "not-prepared", "the account's authorization changed meanwhile");
  }

  return {
    async ask(appId) {
      const question = createQuestion(deps);
      const grant = usable(appId, await grants.open(appId));
      try {
        return await renewed(question, grant);
      } catch (error) {
        if (errcodeOf(error) !== REFRESH_TOKEN_REFUSED) throw error;
        const told = await grants.tellAgain(grant.componentAppId, appId);
        if (told === undefined || told === grant.refreshToken) {
          await grants.lose(appId, grant.refreshToken);
          throw error;
        }
        await stored(appId, grant.refreshToken, told);
        return renewed(question, { ...grant, refreshToken: told });
      }
    },
  };
}

function usable(appId: string, grant: Awaited<ReturnType<AuthorizerGrants["open"]>>): Grant {
  if (!grant) throw refused(appId, "没有授权给第三方平台");
  const { state, componentAppId, refreshToken } = grant;
  // Only the owner can give the account back: what is to be sent ends here, and does not wait.
  if (state === "withdrawn") throw refused(appId, `已取消对第三方平台 ${componentAppId} 的授权`, "refused");
  if (refreshToken === undefined) throw refused(appId, `的刷新令牌尚未从第三方平台 ${componentAppId} 取回`);
  return { appId, componentAppId, refreshToken };
}

function refused(appId: string, words: string, cause: FailureCause = "account-refused") {
  return failure({ path: PATH, appId }, cause, `公众号 ${appId} ${words}`);
}
