import type { Log, Metrics } from "../../../kernel/application/ports/runtime.ts";
import { AppError } from "../../../kernel/domain/errors.ts";
import { allowedRedirect } from "../../domain/allowed-redirect.ts";
import type { SignedInPerson } from "../../domain/person.ts";
import { type Beginning, repeated } from "../../domain/sign-in.ts";
import type { DeliverSession } from "../ports/session-delivery.ts";
import type { Sessions } from "../ports/sessions.ts";
import type { SignInStates } from "../ports/sign-in-states.ts";
import type { WebAccessOf } from "../ports/web-access.ts";
import type { CodeFault, ExchangedCode, WebIdentity } from "../ports/web-identity.ts";
import type { KeepGrant } from "./keep-grant.ts";

/**
 * Why a person is not signed in. `account`: WeChat does not accept the account's AppSecret, or the platform that it is
 * given to. `trouble`: what may go well the next time.
 */
export type RefusedReason = "state" | "redirect" | "denied" | "snapshot" | CodeFault | "account" | "trouble";

/** `again`: the person is sent to WeChat once more, without being asked. `beginning`: with which they may begin anew. */
export type Finished =
  | { readonly type: "signed-in"; readonly location: string; readonly cookies: readonly string[] }
  | { readonly type: "again"; readonly reason: RefusedReason; readonly beginning: Beginning }
  | { readonly type: "refused"; readonly reason: RefusedReason; readonly beginning?: Beginning };

/** With what a person comes back from WeChat. `last`: what their browser began last, which only leads back there. */
export type Return = {
  readonly state: string;
  readonly code: string;
  readonly browser: string | undefined;
  readonly last: Beginning | undefined;
};

export type FinishSignIn = (appId: string, back: Return) => Promise<Finished>;

type FinishDeps = {
  readonly accessOf: WebAccessOf;
  readonly identity: Pick<WebIdentity, "exchange">;
  readonly states: Pick<SignInStates, "take">;
  readonly keepGrant: KeepGrant;
  readonly sessions: Pick<Sessions, "open">;
  readonly deliver: DeliverSession;
  readonly now: () => number;
  readonly metrics: Metrics;
  readonly log: Log;
};

/** WeChat's page leads a person who refuses back without a code, in some versions with this one. */
const DENIED: ReadonlySet<string> = new Set(["", "authdeny"]);

/** Ends a sign-in: whoever came back by the browser that began, with a code that WeChat takes, has a session. */
export function createFinishSignIn(deps: FinishDeps): FinishSignIn {
  const finish = createFinish(deps);

  return async (appId, { state, code, browser, last }) => {
    let beginning: Beginning | undefined;
    try {
      beginning = browser === undefined ? undefined : await deps.states.take(state, { appId, browser }, deps.now());
      return beginning ? await finish(appId, code, beginning) : again("state", last);
    } catch (error) {
      deps.log.error("a sign-in came to nothing", error, { appId });
      return refused(isOfAccount(error) ? "account" : "trouble", beginning ?? last);
    }
  };
}

function createFinish(deps: FinishDeps): (appId: string, code: string, beginning: Beginning) => Promise<Finished> {
  return async (appId, code, beginning) => {
    const access = await deps.accessOf(appId);
    const redirect = allowedRedirect(access, beginning.redirect);
    if (!redirect) return refused("redirect", undefined);
    if (DENIED.has(code)) return refused("denied", beginning);
    const askedAt = deps.now();
    const exchanged = await deps.identity.exchange(appId, code);
    if (exchanged.type === "snapshot") return refused("snapshot", beginning);
    if (exchanged.type === "refused") return again(exchanged.fault, beginning);
    await deps.keepGrant(appId, exchanged, askedAt);
    const opened = await deps.sessions.open(personOf(appId, exchanged));
    const delivered = await deps.deliver(access, redirect, opened);
    deps.metrics.count("SignedIn");
    return { type: "signed-in", ...delivered };
  };
}

/** The way is by what WeChat says: a person may have changed what WeChat's page was asked for. */
function personOf(
  appId: string,
  { openid, unionid, tokens }: Extract<ExchangedCode, { type: "person" }>,
): SignedInPerson {
  const way = tokens.scope.split(",").includes("snsapi_userinfo") ? "userinfo" : "base";
  return { appId, openid, way, ...(unionid === undefined ? {} : { unionid }) };
}

function isOfAccount(error: unknown): boolean {
  return error instanceof AppError && error.details.cause === "account-refused";
}

function again(reason: RefusedReason, beginning: Beginning | undefined): Finished {
  const next = beginning && repeated(beginning);
  return next ? { type: "again", reason, beginning: next } : refused(reason, beginning);
}

function refused(reason: RefusedReason, beginning: Beginning | undefined): Finished {
  return { type: "refused", reason, ...(beginning ? { beginning } : {}) };
}
