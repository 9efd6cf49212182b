import * as z from "zod";
import { appIdSchema } from "../../shared/accounts/domain/account.ts";
import type { ExchangeCode } from "../../shared/identity/application/exchange-code.ts";
import type { ReadProfile } from "../../shared/identity/application/grants/read-profile.ts";
import type { SessionKeys } from "../../shared/identity/application/ports/session-keys.ts";
import type { Sessions } from "../../shared/identity/application/ports/sessions.ts";
import type { WebAccessOf } from "../../shared/identity/application/ports/web-access.ts";
import type { RenewSession } from "../../shared/identity/application/renew-session.ts";
import type { OpenedSession, Session } from "../../shared/identity/domain/session.ts";
import { noSessionCookie, sessionCookie } from "../../shared/identity/domain/session-cookie.ts";
import { randomIdSchema } from "../../shared/identity/domain/sign-in.ts";
import type { Clock, Metrics } from "../../shared/kernel/application/ports/runtime.ts";
import { AppError } from "../../shared/kernel/domain/errors.ts";
import type { HttpEvent } from "../../shared/lambda/http.ts";
import { readJsonBody } from "../../shared/lambda/json-body.ts";
import { type HttpResponse, problem, problemOf, problemResponse } from "../../shared/lambda/problem.ts";
import type { Routes } from "./routes.ts";
import { originOf, preflightOf } from "./session-cors.ts";
import { askingFor, demandCsrf, unauthorized } from "./session-of-request.ts";

export type SessionDeps = {
  readonly accessOf: WebAccessOf;
  readonly sessions: Pick<Sessions, "read" | "revoke">;
  readonly exchangeCode: ExchangeCode;
  readonly renewSession: RenewSession;
  readonly readProfile: ReadProfile;
  readonly publishedKeys: SessionKeys["published"];
  readonly clock: Pick<Clock, "now">;
  readonly metrics: Metrics;
};

/** A request to one account. `origin`: of a page that the account allows; absent where the request has no such header. */
type Request = { readonly appId: string; readonly origin: string | undefined; readonly event: HttpEvent };

type Answer = (request: Request) => Promise<HttpResponse>;

/** The largest body that is taken, bytes: a code and what stands around it. */
const BODY_LIMIT = 1000;

const exchangeSchema = z.object({ code: randomIdSchema });

/** Seconds for which others may keep the published keys. A new key signs two hours after it was published. */
const KEYS_AGE = 600;

/** What pages of allowed origins ask about people's sessions. Refusals tell strangers nothing; a metric has their reason. */
export function sessionRoutes(deps: SessionDeps): Routes {
  const { sessions, clock } = deps;

  async function show({ appId, origin, event }: Request): Promise<HttpResponse> {
    const { session, csrf } = await askingFor(sessions, appId, origin, event);
    return { status: 200, body: { ...viewOf(session), ...(csrf === undefined ? {} : { csrf }) } };
  }

  async function signOut({ appId, origin, event }: Request): Promise<HttpResponse> {
    const asking = await askingFor(sessions, appId, origin, event);
    demandCsrf(asking, event);
    await sessions.revoke(asking.session.id);
    const cookies = asking.by === "cookie" ? [noSessionCookie(appId)] : [];
    return { status: 200, body: { done: true }, cookies };
  }

  async function exchange({ appId, origin, event }: Request): Promise<HttpResponse> {
    if (origin === undefined) throw new AppError("forbidden", "not allowed", { details: { reason: "origin" } });
    const body = exchangeSchema.safeParse(readJsonBody(event, BODY_LIMIT));
    const opened = body.success ? await deps.exchangeCode(appId, origin, body.data.code) : undefined;
    if (!opened) throw unauthorized("code");
    return { status: 200, body: bearerOf(opened) };
  }

  async function renew({ appId, origin, event }: Request): Promise<HttpResponse> {
    const asking = await askingFor(sessions, appId, origin, event);
    demandCsrf(asking, event);
    const opened = await deps.renewSession(asking.session);
    if (!opened) throw unauthorized("grant");
    if (asking.by === "bearer") return { status: 200, body: bearerOf(opened) };
    const cookie = sessionCookie(appId, opened.token, opened.session.expiresAt, clock.now());
    return { status: 200, body: { ...viewOf(opened.session), csrf: opened.csrf }, cookies: [cookie] };
  }

  async function profile({ appId, origin, event }: Request): Promise<HttpResponse> {
    const { session } = await askingFor(sessions, appId, origin, event);
    const shown = await deps.readProfile(appId, session.person.openid);
    return typeof shown === "string" ? consentNeeded(deps, shown) : { status: 200, body: shown };
  }

  const of = (answer: Answer) => (event: HttpEvent) => answered(deps, event, answer);
  const allows = (methods: string) => of(async ({ origin }) => preflightOf(origin, methods));

  return {
    "GET /oauth/jwks.json": () => publish(deps),
    "GET /oauth/{appId}/session": of(show),
    "DELETE /oauth/{appId}/session": of(signOut),
    "OPTIONS /oauth/{appId}/session": allows("GET, DELETE"),
    "POST /oauth/{appId}/session/refresh": of(renew),
    "OPTIONS /oauth/{appId}/session/refresh": allows("POST"),
    "GET /oauth/{appId}/profile": of(profile),
    "OPTIONS /oauth/{appId}/profile": allows("GET"),
    "POST /oauth/{appId}/token": of(exchange),
    "OPTIONS /oauth/{appId}/token": allows("POST"),
  };
}

const CONSENT_REASONS = { ended: "grant", "not-granted": "scope" } as const;

/** The session stands, so that a page which signs in again as it does without one would come back here. */
function consentNeeded({ metrics }: SessionDeps, why: keyof typeof CONSENT_REASONS): HttpResponse {
  metrics.count("SessionRefused", 1, { reason: CONSENT_REASONS[why] });
  return problemResponse(problem("consent-needed", "the person has to sign in again with scope=userinfo"));
}

/** The keys by which others verify tokens (JWKS, RFC 7517). */
async function publish({ publishedKeys }: SessionDeps): Promise<HttpResponse> {
  const published = await publishedKeys();
  const keys = published.map(({ kid, publicKey }) => ({ ...publicKey, kid, use: "sig", alg: "ES256" }));
  const cacheControl = keys.length === 0 ? "no-store" : `public, max-age=${KEYS_AGE}`;
  return { status: 200, headers: { "cache-control": cacheControl }, body: { keys } };
}

/** A refusal counts by its reason, which nobody is told. */
async function answered(deps: SessionDeps, event: HttpEvent, answer: Answer): Promise<HttpResponse> {
  const appId = appIdSchema.safeParse(event.pathParameters?.appId).data;
  if (appId === undefined) throw new AppError("not-found", "there is nothing here");
  const access = await deps.accessOf(appId);
  try {
    return await answer({ appId, origin: originOf(event, access), event });
  } catch (error) {
    const { status, code } = problemOf(error);
    const reason = error instanceof AppError ? error.details.reason : undefined;
    if (status < 500) deps.metrics.count("SessionRefused", 1, { reason: typeof reason === "string" ? reason : code });
    throw error;
  }
}

/** What a page learns: who it is, and until when. */
function viewOf({ person, createdAt, expiresAt }: Session) {
  return { ...person, createdAt, expiresAt };
}

function bearerOf({ session, token }: OpenedSession) {
  return { token, tokenType: "Bearer", ...viewOf(session) };
}
