import { appIdSchema } from "../../shared/accounts/domain/account.ts";
import type { WebAccessOf } from "../../shared/identity/application/ports/web-access.ts";
import { notAllowed, type PageRequest, type SignedPage } from "../../shared/identity/application/sign-page.ts";
import { AppError } from "../../shared/kernel/domain/errors.ts";
import { type HttpEvent, type HttpLambda, httpHandler } from "../../shared/lambda/http.ts";
import type { Observability } from "../../shared/lambda/observability.ts";
import type { HttpResponse } from "../../shared/lambda/problem.ts";

export type JssdkDeps = Observability & {
  readonly accessOf: WebAccessOf;
  readonly sign: (appId: string, request: PageRequest) => Promise<SignedPage>;
};

/** What a browser may be told in advance, and for how long, s. */
const PREFLIGHT = { "access-control-allow-methods": "GET", "access-control-max-age": "600" };

/**
 * `GET /jssdk/{appId}/signature?url=&refused=`: what a page gives to `wx.config`. Pages of the account's `signedOrigins`
 * may ask and be asked for; all others get 403, and learn nothing of the account.
 */
export function createHandler({ accessOf, sign, ...deps }: JssdkDeps): HttpLambda {
  /** Strangers can name any account: what is no appId is neither asked for nor remembered. */
  async function isAllowed({ pathParameters, headers }: HttpEvent): Promise<boolean> {
    const { success, data: appId } = appIdSchema.safeParse(pathParameters?.appId);
    if (!success) return false;
    const { origin } = headers;
    return origin === undefined || (await accessOf(appId)).signedOrigins.includes(origin);
  }

  async function handle(event: HttpEvent): Promise<HttpResponse> {
    if (!(await isAllowed(event))) throw notAllowed();
    if (event.requestContext.http.method === "OPTIONS") return { status: 204, headers: PREFLIGHT };
    const { url, refused } = event.queryStringParameters ?? {};
    if (!url) throw new AppError("invalid-input", "query.url: the address of the page is missing");
    return { status: 200, body: await sign(event.pathParameters?.appId ?? "", { url, refused }) };
  }

  /** A page reads errors, too, where it may ask at all. */
  async function sharing(event: HttpEvent): Promise<Readonly<Record<string, string>>> {
    const { origin } = event.headers;
    const allows = origin !== undefined && (await isAllowed(event).catch(() => false));
    return { vary: "origin", ...(allows ? { "access-control-allow-origin": origin } : {}) };
  }

  const answer = httpHandler(deps, handle);
  return async (event, context) => {
    const result = await answer(event, context);
    return { ...result, headers: { ...result.headers, ...(await sharing(event)) } };
  };
}
