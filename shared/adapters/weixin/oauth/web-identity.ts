import type * as z from "zod";
import type { ExchangedCode, WebIdentity } from "../../../identity/application/ports/web-identity.ts";
import type { GivenTokens } from "../../../identity/domain/web-grant.ts";
import { AppError } from "../../../kernel/domain/errors.ts";
import type { AppCredentials } from "../../../official/application/ports/credentials.ts";
import type { KeptTokens } from "../../../official/application/ports/kept-tokens.ts";
import type { AppCredential } from "../../../official/domain/credentials.ts";
import { type CallWeixin, failure } from "../call-weixin.ts";
import { causeOf, errcodeOf } from "../failure-cause.ts";
import { withToken } from "../tokens/with-token.ts";
import { authorizeUrl } from "./authorize-url.ts";
import { CODE_FAULTS, DEAD_GRANTS, oauthEndpoints, REFUSED_TOKENS } from "./contract.ts";

export type WebIdentityDeps = {
  readonly call: CallWeixin;
  readonly credentials: AppCredentials;
  /** Third-party platforms' own tokens, by their appId. */
  readonly componentTokens: KeptTokens;
  /** Where people are asked, where that is not WeChat's own page. */
  readonly loginPage: () => Promise<string | undefined>;
  /** One call, ms. */
  readonly timeoutMs: number;
};

type Endpoint<T extends z.ZodType> = {
  readonly path: string;
  readonly ofComponent: string;
  readonly needsSecret: boolean;
  readonly answer: T;
};
type Query = Readonly<Record<string, string>>;

/** Asks WeChat who is on a page, by the rows of its contract. */
export function createWebIdentity(deps: WebIdentityDeps): WebIdentity {
  const { exchange, refresh, profile } = oauthEndpoints;
  const { asked, byAccount } = createQuestions(deps);

  return {
    async authorizeUrl(appId, wishes) {
      const [credential, loginPage] = await Promise.all([deps.credentials.of(appId), deps.loginPage()]);
      if (!credential) return undefined;
      const component = credential.kind === "component" ? { componentAppId: credential.componentAppId } : {};
      return authorizeUrl(appId, wishes, { loginPage, ...component });
    },

    async exchange(appId, code) {
      try {
        return exchanged(await byAccount(exchange, appId, { code, grant_type: "authorization_code" }));
      } catch (error) {
        const fault = CODE_FAULTS[errcodeOf(error) ?? 0];
        if (fault === undefined) throw error;
        return { type: "refused", fault };
      }
    },

    async refresh(appId, openid, refreshToken) {
      try {
        const query = { grant_type: "refresh_token", refresh_token: refreshToken };
        return given(ofPerson(await byAccount(refresh, appId, query), appId, openid));
      } catch (error) {
        if (DEAD_GRANTS.has(errcodeOf(error) ?? 0)) return "dead";
        throw error;
      }
    },

    async profile(appId, openid, accessToken) {
      try {
        const query = { access_token: accessToken, openid, lang: "zh_CN" };
        const answer = ofPerson(await asked(profile.path, appId, query, profile.answer), appId, openid);
        return { nickname: answer.nickname, ...(answer.headimgurl === "" ? {} : { picture: answer.headimgurl }) };
      } catch (error) {
        if (REFUSED_TOKENS.has(errcodeOf(error) ?? 0)) return "refused";
        throw error;
      }
    },
  };
}

function createQuestions({ call, credentials, componentTokens, timeoutMs }: WebIdentityDeps) {
  async function asked<T extends z.ZodType>(
    path: string,
    appId: string,
    query: Query,
    answer: T,
  ): Promise<z.output<T>> {
    const read = answer.safeParse(await call({ method: "GET", path, appId, query, timeoutMs }));
    if (read.success) return read.data;
    const wrong = read.error.issues.map(({ path: at }) => at.join(".") || "answer").join(", ");
    throw failure({ path, appId }, "unreadable-answer", `the answer is not WeChat's: ${wrong}`);
  }

  function byCredential<T extends z.ZodType>(
    { path, ofComponent, needsSecret, answer }: Endpoint<T>,
    credential: AppCredential,
    appId: string,
    query: Query,
  ): Promise<z.output<T>> {
    if (credential.kind === "secret") {
      const secret = needsSecret ? { secret: credential.appSecret } : {};
      return asked(path, appId, { appid: appId, ...secret, ...query }, answer);
    }
    const { componentAppId } = credential;
    return withToken({ kind: "component", tokens: componentTokens, owner: componentAppId }, (component_access_token) =>
      asked(
        ofComponent,
        appId,
        { appid: appId, ...query, component_appid: componentAppId, component_access_token },
        answer,
      ),
    );
  }

  /** WeChat wants the account's own parameters. What it refuses of the credential is read anew the next time. */
  async function byAccount<T extends z.ZodType>(
    endpoint: Endpoint<T>,
    appId: string,
    query: Query,
  ): Promise<z.output<T>> {
    const credential = await credentials.of(appId);
    if (!credential) throw failure({ path: endpoint.path, appId }, "account-refused", `公众号 ${appId} 没有 AppSecret`);
    try {
      return await byCredential(endpoint, credential, appId, query);
    } catch (error) {
      if (error instanceof AppError && causeOf(error) === "account-refused") credentials.forget(appId);
      throw error;
    }
  }

  return { asked, byAccount };
}

function exchanged(answer: z.output<typeof oauthEndpoints.exchange.answer>): ExchangedCode {
  if (Number(answer.is_snapshotuser) === 1) return { type: "snapshot" };
  const { openid, unionid } = answer;
  return { type: "person", openid, ...(unionid ? { unionid } : {}), tokens: given(answer) };
}

function given(answer: z.output<typeof oauthEndpoints.refresh.answer>): GivenTokens {
  const { scope, refresh_token, access_token, expires_in } = answer;
  return { scope, refreshToken: refresh_token, accessToken: access_token, expiresInSeconds: expires_in };
}

/** An answer about another person than the one asked for is no answer. */
function ofPerson<A extends { readonly openid: string }>(answer: A, appId: string, openid: string): A {
  if (answer.openid === openid) return answer;
  throw failure({ path: "/sns", appId }, "unreadable-answer", "WeChat answers about another person");
}
