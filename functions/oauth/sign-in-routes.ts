import { appIdSchema } from "../../shared/accounts/domain/account.ts";
import type { FinishSignIn } from "../../shared/identity/application/sign-in/finish.ts";
import type { StartSignIn } from "../../shared/identity/application/sign-in/start.ts";
import { type Beginning, beginningSchema } from "../../shared/identity/domain/sign-in.ts";
import type { HttpEvent } from "../../shared/lambda/http.ts";
import type { Observability } from "../../shared/lambda/observability.ts";
import type { HttpResponse } from "../../shared/lambda/problem.ts";
import { remembered, remembering } from "./cookies.ts";
import { type PageReason, refusedPage } from "./pages.ts";
import type { Routes } from "./routes.ts";

export type SignInDeps = Pick<Observability, "log" | "metrics"> & {
  readonly start: StartSignIn;
  readonly finish: FinishSignIn;
  readonly newRandomId: () => string;
  /** Where the platform is reached from outside, without a slash at its end. */
  readonly publicUrl: string;
};

/**
 * `GET /oauth/{appId}/start`: sends a person to WeChat. `GET /oauth/{appId}/callback`: takes them back from there. What does
 * not go well is said on a page, which leads nowhere but to a new start.
 */
export function signInRoutes(deps: SignInDeps): Routes {
  const { metrics, log, publicUrl } = deps;

  const startOf = (appId: string, { redirect, scope, repeats }: Beginning) =>
    `${publicUrl}/oauth/${appId}/start?${new URLSearchParams({
      redirect,
      scope,
      ...(repeats > 0 ? { again: String(repeats) } : {}),
    })}`;

  /** A person who asks for it begins with a fresh count of repeats. */
  function refused(appId: string, reason: PageReason, beginning?: Beginning): HttpResponse {
    metrics.count("SignInRefused", 1, { reason });
    return refusedPage(reason, beginning && startOf(appId, { ...beginning, repeats: 0 }));
  }

  async function start(event: HttpEvent): Promise<HttpResponse> {
    const appId = appIdIn(event);
    const beginning = beginningIn(event.queryStringParameters ?? {});
    if (appId === undefined || beginning === undefined) return refused("", "link");
    const { browser = deps.newRandomId() } = remembered(event);
    try {
      const started = await deps.start(appId, browser, beginning);
      if (started.type === "refused") return refused(appId, started.reason);
      metrics.count("SignInStarted");
      return redirectTo(started.url, remembering(browser, beginning));
    } catch (error) {
      log.error("a sign-in did not begin", error, { appId });
      return refused(appId, "trouble", beginning);
    }
  }

  async function callback(event: HttpEvent): Promise<HttpResponse> {
    const appId = appIdIn(event);
    if (appId === undefined) return refused("", "link");
    const { state = "", code = "" } = event.queryStringParameters ?? {};
    const finished = await deps.finish(appId, { state, code, ...remembered(event) });
    switch (finished.type) {
      case "signed-in":
        return redirectTo(finished.location, finished.cookies);
      case "again":
        metrics.count("SignInAgain", 1, { reason: finished.reason });
        return redirectTo(startOf(appId, finished.beginning));
      case "refused":
        return refused(appId, finished.reason, finished.beginning);
      default:
        return finished satisfies never;
    }
  }

  return { "GET /oauth/{appId}/start": start, "GET /oauth/{appId}/callback": callback };
}

function appIdIn({ pathParameters }: HttpEvent): string | undefined {
  return appIdSchema.safeParse(pathParameters?.appId).data;
}

function beginningIn({ redirect, scope = "base", again = "0" }: Readonly<Record<string, string | undefined>>) {
  return beginningSchema.safeParse({ redirect, scope, repeats: Number(again) }).data;
}

function redirectTo(location: string, cookies: readonly string[] = []): HttpResponse {
  return { status: 302, headers: { location, "referrer-policy": "no-referrer" }, cookies };
}
