import { AppError } from "../../shared/kernel/domain/errors.ts";
import { httpHandler } from "../../shared/lambda/http.ts";
import type { Observability } from "../../shared/lambda/observability.ts";
import type { Routes } from "./routes.ts";
import { type SignInDeps, signInRoutes } from "./sign-in-routes.ts";

export type OAuthDeps = Observability & { readonly signIn: Omit<SignInDeps, "log" | "metrics"> };

/** Signs people in on the web pages of accounts; `others` tells those pages who is there. */
export function createHandler({ signIn, ...observability }: OAuthDeps, others: Routes = {}) {
  const routes: Routes = { ...signInRoutes({ ...observability, ...signIn }), ...others };

  return httpHandler(observability, async (event) => {
    const answer = Object.hasOwn(routes, event.routeKey) ? routes[event.routeKey] : undefined;
    if (!answer) throw new AppError("not-found", "there is nothing here");
    return answer(event);
  });
}
