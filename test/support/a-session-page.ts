import { createHandler } from "../../functions/oauth/handler.ts";
import { originsBy } from "../../functions/oauth/session-cors.ts";
import { sessionRoutes } from "../../functions/oauth/session-routes.ts";
import { createExchangeCode } from "../../shared/identity/application/exchange-code.ts";
import type { ReadProfile } from "../../shared/identity/application/grants/read-profile.ts";
import { createRenewSession } from "../../shared/identity/application/renew-session.ts";
import { NO_WEB_ACCESS, type WebAccess } from "../../shared/identity/domain/web-access.ts";
import { AppError } from "../../shared/kernel/domain/errors.ts";
import { aSessionDesk, PERSON } from "./a-session-desk.ts";
import { aLambdaContext, anHttpEvent } from "./lambda-events.ts";

export const SHOP = "https://shop.example";

export const ACCESS: WebAccess = {
  redirects: [`${SHOP}/account/`],
  origins: [SHOP, "https://www.shop.example"],
  signedOrigins: [],
  delivery: "cookie",
};

export type Asked = {
  readonly appId?: string;
  readonly origin?: string;
  readonly bearer?: string;
  /** The session's token as the account's cookie. */
  readonly cookie?: string;
  readonly csrf?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
};

/** Pages of `wx_shop` before the routes of sessions, over memory. `grants`: whether WeChat still takes a person's grant. */
export function aSessionPage() {
  const desk = aSessionDesk();
  const { sessions, sessionKeys, deliver, endSessionsNow } = desk.container();
  let access = ACCESS;
  let grant: "granted" | "ended" = "granted";
  let meanwhile = async () => {};
  let profile: Awaited<ReturnType<ReadProfile>> = { nickname: "小明" };
  let isDown = false;
  const accessOf = async (appId: string) => (appId === PERSON.appId ? access : NO_WEB_ACCESS);
  const routes = sessionRoutes({
    ...desk.observability,
    clock: desk.clock,
    accessOf,
    sessions: { ...sessions, read: (...asked) => (isDown ? away() : sessions.read(...asked)) },
    publishedKeys: sessionKeys.published,
    exchangeCode: createExchangeCode({
      sessionCodes: desk.storage.sessionCodes,
      resume: sessions.resume,
      clock: desk.clock,
    }),
    renewSession: createRenewSession({
      async refreshGrant() {
        await meanwhile();
        return { type: grant };
      },
      renew: sessions.renew,
    }),
    readProfile: async () => profile,
  });
  const signIn = { start: away, finish: away, newRandomId: desk.newSecret, publicUrl: "https://fleet.example" };
  const handler = createHandler({ ...desk.observability, signIn }, { routes, originsOf: originsBy(accessOf) });

  async function ask(route: string, asked: Asked = {}) {
    const { appId = PERSON.appId, origin, bearer, cookie, csrf, body } = asked;
    const [method = "", path = ""] = route.split(" ");
    const event = anHttpEvent(method, path, { params: { appId }, ...(body === undefined ? {} : { body }) });
    const headers = {
      ...event.headers,
      ...(origin === undefined ? {} : { origin }),
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      ...(csrf === undefined ? {} : { "x-csrf-token": csrf }),
      ...asked.headers,
    };
    const cookies = [...(cookie === undefined ? [] : [`__Host-session-${appId}=${cookie}`]), ...(asked.cookies ?? [])];
    const result = await handler({ ...event, headers, cookies }, aLambdaContext());
    const text = result.body ?? "";
    return {
      status: result.statusCode,
      headers: result.headers ?? {},
      cookies: result.cookies ?? [],
      text,
      body: text.startsWith("{") ? JSON.parse(text) : {},
    };
  }

  return {
    ...desk,
    sessions,
    sessionKeys,
    deliver,
    endSessionsNow,
    ask,
    routeKeys: Object.keys(routes),
    setAccess(next: Partial<WebAccess>) {
      access = { ...access, ...next };
    },
    /** The table of sessions is away from now on. */
    breakSessions() {
      isDown = true;
    },
    setProfile(next: typeof profile) {
      profile = next;
    },
    setGrant(next: "granted" | "ended", then = async () => {}) {
      grant = next;
      meanwhile = then;
    },
  };
}

function away(): Promise<never> {
  return Promise.reject(new AppError("unavailable", "the table is away", { retryable: true }));
}
