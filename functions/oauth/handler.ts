import { AppError } from "../../shared/kernel/domain/errors.ts";
import { type PageSharing, sharedWithPages } from "../../shared/lambda/cors.ts";
import { type HttpLambda, httpHandler } from "../../shared/lambda/http.ts";
import type { Observability } from "../../shared/lambda/observability.ts";
import type { Routes } from "./routes.ts";
import { type SignInDeps, signInRoutes } from "./sign-in-routes.ts";

export type OAuthDeps = Observability & { readonly signIn: Omit<SignInDeps, "log" | "metrics"> };

/** What pages of accounts ask, and which pages may read what is answered. */
export type Pages = { readonly routes: Routes } & Pick<PageSharing, "originsOf">;

/** Signs people in on the web pages of accounts; `pages` tells those pages who is there. */
export function createHandler({ signIn, ...observability }: OAuthDeps, pages?: Pages): HttpLambda {
  const routes: Routes = { ...signInRoutes({ ...observability, ...signIn }), ...pages?.routes };

  const answer = httpHandler(observability, async (event) => {
    const found = Object.hasOwn(routes, event.routeKey) ? routes[event.routeKey] : undefined;
    if (!found) throw new AppError("not-found", "there is nothing here");
    return found(event);
  });
  if (!pages) return answer;

  const { routes: asked, originsOf } = pages;
  const readable = sharedWithPages(answer, { originsOf, withCookies: true });
  return (event, context) => (Object.hasOwn(asked, event.routeKey) ? readable : answer)(event, context);
}
