import { appIdSchema } from "../../shared/accounts/domain/account.ts";
import type { WebAccessOf } from "../../shared/identity/application/ports/web-access.ts";
import { notAllowed, type PageRequest, type SignedPage } from "../../shared/identity/application/sign-page.ts";
import { AppError } from "../../shared/kernel/domain/errors.ts";
import { isOfAllowed, preflight, sharedWithPages } from "../../shared/lambda/cors.ts";
import { type HttpEvent, type HttpLambda, httpHandler } from "../../shared/lambda/http.ts";
import type { Observability } from "../../shared/lambda/observability.ts";
import type { HttpResponse } from "../../shared/lambda/problem.ts";

export type JssdkDeps = Observability & {
  readonly accessOf: WebAccessOf;
  readonly sign: (appId: string, request: PageRequest) => Promise<SignedPage>;
};

/**
 * `GET /jssdk/{appId}/signature?url=&refused=`: what a page gives to `wx.config`. Pages of the account's `signedOrigins`
 * may ask and be asked for; all others get 403, and learn nothing of the account.
 */
export function createHandler({ accessOf, sign, ...deps }: JssdkDeps): HttpLambda {
  /** Strangers can name any account: what is no appId is neither asked for nor remembered. */
  const appIdIn = ({ pathParameters }: HttpEvent) => appIdSchema.safeParse(pathParameters?.appId).data;

  async function originsOf(event: HttpEvent): Promise<readonly string[]> {
    const appId = appIdIn(event);
    return appId === undefined ? [] : (await accessOf(appId)).signedOrigins;
  }

  async function isAllowed(event: HttpEvent): Promise<boolean> {
    if (appIdIn(event) === undefined) return false;
    return isOfAllowed(event, event.headers.origin === undefined ? [] : await originsOf(event));
  }

  async function handle(event: HttpEvent): Promise<HttpResponse> {
    if (!(await isAllowed(event))) throw notAllowed();
    if (event.requestContext.http.method === "OPTIONS") return preflight("GET");
    const { url, refused } = event.queryStringParameters ?? {};
    if (!url) throw new AppError("invalid-input", "query.url: the address of the page is missing");
    return { status: 200, body: await sign(event.pathParameters?.appId ?? "", { url, refused }) };
  }

  return sharedWithPages(httpHandler(deps, handle), { originsOf, withCookies: false });
}
