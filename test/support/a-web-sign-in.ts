import { createMemorySignInStates } from "../../shared/identity/adapters/memory-sign-in-states.ts";
import { createMemoryWebGrants } from "../../shared/identity/adapters/memory-web-grants.ts";
import { createRefreshGrant } from "../../shared/identity/application/grants/refresh-grant.ts";
import type { Sessions } from "../../shared/identity/application/ports/sessions.ts";
import type { ExchangedCode, WebIdentity } from "../../shared/identity/application/ports/web-identity.ts";
import { createFinishSignIn } from "../../shared/identity/application/sign-in/finish.ts";
import { createKeepGrant } from "../../shared/identity/application/sign-in/keep-grant.ts";
import { createStartSignIn } from "../../shared/identity/application/sign-in/start.ts";
import type { SignedInPerson } from "../../shared/identity/domain/person.ts";
import { NO_WEB_ACCESS, type WebAccess } from "../../shared/identity/domain/web-access.ts";
import { AppError } from "../../shared/kernel/domain/errors.ts";
import { fakeClock } from "./fake-clock.ts";
import type { crashAt } from "./faults.ts";
import { recordingObservability } from "./recording-observability.ts";

export const PUBLIC_URL = "https://fleet.example";
export const SHOP: WebAccess = { ...NO_WEB_ACCESS, redirects: ["https://shop.example/account/"] };

type Crashing = Pick<ReturnType<typeof crashAt>, "port">;
const WITHOUT_CRASH: Crashing = { port: (target) => target };

/**
 * WeChat as web pages ask it. It takes refresh tokens that it has replaced, as long as `keepsOld`; `trouble` is thrown by
 * every call.
 */
function aWebWeChat() {
  const codes = new Map<string, ExchangedCode>();
  const used = new Set<string>();
  const alive = new Set<string>();
  let count = 0;
  const wechat = {
    calls: [] as string[],
    trouble: undefined as unknown,
    keepsOld: true,
    credential: true,
    /** A code that a person brings back. */
    code(exchanged: ExchangedCode): string {
      const code = `code-${codes.size + 1}`;
      codes.set(code, exchanged);
      return code;
    },
    person(openid: string, scope = "snsapi_userinfo", unionid?: string): ExchangedCode {
      count += 1;
      const tokens = {
        scope,
        accessToken: `access-${count}`,
        refreshToken: `refresh-${count}`,
        expiresInSeconds: 7200,
      };
      alive.add(tokens.refreshToken);
      return { type: "person", openid, tokens, ...(unionid === undefined ? {} : { unionid }) };
    },
    /** The person takes back what they granted, or its time is over. */
    endAll: () => alive.clear(),
  };
  const identity: WebIdentity = {
    async authorizeUrl(appId, { scope, back, state }) {
      return wechat.credential
        ? `https://open.weixin.qq.com/?${new URLSearchParams({ appId, scope, back, state })}`
        : undefined;
    },
    async exchange(_appId, code) {
      wechat.calls.push(`exchange ${code}`);
      if (wechat.trouble) throw wechat.trouble;
      const exchanged = codes.get(code);
      if (!exchanged) return { type: "refused", fault: "bad-code" };
      if (used.has(code)) return { type: "refused", fault: "used-code" };
      used.add(code);
      return exchanged;
    },
    async refresh(_appId, openid, refreshToken) {
      wechat.calls.push(`refresh ${refreshToken}`);
      if (wechat.trouble) throw wechat.trouble;
      if (!alive.has(refreshToken)) return "dead";
      if (!wechat.keepsOld) alive.delete(refreshToken);
      const next = wechat.person(openid);
      return next.type === "person" ? next.tokens : "dead";
    },
    profile: async () => "refused",
  };
  return { wechat, identity };
}

/** Sessions in memory that tests can look at. */
function memorySessions(now: () => number) {
  const opened: { readonly id: string; readonly person: SignedInPerson; readonly createdAt: number }[] = [];
  const open: Sessions["open"] = async (person) => {
    const createdAt = now();
    const session = { id: `session-${opened.length + 1}`, person, createdAt, expiresAt: createdAt + 7_200_000 };
    opened.push(session);
    return { session, token: `token-of-${session.id}`, csrf: "csrf" };
  };
  return {
    opened,
    open,
    async endSessionsOf(appId: string, openid: string, before: number) {
      const kept = opened.filter(
        ({ person, createdAt }) => person.appId !== appId || person.openid !== openid || createdAt >= before,
      );
      opened.splice(0, opened.length, ...kept);
    },
  };
}

/** Web sign-ins over ports in memory; `worker(crash)` makes a process that dies by its own. */
export function aWebSignIn() {
  const clock = fakeClock();
  const observed = recordingObservability();
  const states = createMemorySignInStates();
  const grants = createMemoryWebGrants();
  const sessions = memorySessions(clock.now);
  const { wechat, identity } = aWebWeChat();
  const access = new Map<string, WebAccess>([["wx_a", SHOP]]);
  let ids = 0;

  function worker(crash: Crashing = WITHOUT_CRASH) {
    const ports = crash.port({
      accessOf: async (appId: string) => access.get(appId) ?? NO_WEB_ACCESS,
      open: sessions.open,
      endSessionsOf: sessions.endSessionsOf,
      async deliver(_access: WebAccess, redirect: URL, { session }: { session: { id: string } }) {
        return { location: `${redirect.href}#${session.id}`, cookies: [`session=${session.id}`] };
      },
    });
    const shared = { ...observed, clock, now: clock.now, identity: crash.port(identity) };
    const newRandomId = () => String(++ids).padStart(32, "a");
    const ofStates = crash.port(states);
    const ofGrants = crash.port(grants);
    return {
      start: createStartSignIn({
        ...shared,
        accessOf: ports.accessOf,
        states: ofStates,
        newRandomId,
        publicUrl: PUBLIC_URL,
      }),
      finish: createFinishSignIn({
        ...shared,
        accessOf: ports.accessOf,
        states: ofStates,
        keepGrant: createKeepGrant({ ...observed, grants: ofGrants }),
        sessions: ports,
        deliver: ports.deliver,
      }),
      refresh: createRefreshGrant({ ...shared, grants: ofGrants, endSessionsOf: ports.endSessionsOf }),
    };
  }

  return { clock, observed, states, grants, sessions, wechat, identity, access, worker };
}

/** What a call of WeChat throws where WeChat refuses the account. */
export function accountRefused(): AppError {
  return new AppError("unauthorized", "AppSecret 不对", {
    retryable: true,
    details: { path: "/sns/oauth2/access_token", appId: "wx_a", cause: "account-refused", errcode: 40125 },
  });
}

/** The state in WeChat's address. */
export function stateIn(url: string): string {
  return new URL(url).searchParams.get("state") ?? "";
}
