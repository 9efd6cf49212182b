import type { LoginEnd } from "../../accounts/domain/lifecycle.ts";
import type { Login, LoginCheck } from "./login.ts";

/** An answer with which a login goes on. */
export type OpenCheck = Extract<
  LoginCheck,
  { status: "waiting" | "scanned" } | { status: "captcha" | "refused" } | { status: "unanswered" }
>;

/** What an answer means for a login. `detail`: the gateway's own words. */
export type LoginVerdict =
  | { readonly type: "logged-in"; readonly wxid: string }
  | { readonly type: "ended"; readonly by: LoginEnd; readonly detail: string }
  | { readonly type: "goes-on"; readonly check: OpenCheck };

/**
 * Judges what the gateway answered about a login. A refusal ends the login once the gateway repeats it in the same
 * words. `isLast`: the login's time is up.
 */
export function verdictOf(check: LoginCheck, login: Login, isLast: boolean): LoginVerdict {
  switch (check.status) {
    case "logged-in":
      return { type: "logged-in", wxid: check.wxid };
    case "cancelled":
      return ended("scan-cancelled");
    case "expired":
      return ended(isLast ? "scan-timeout" : "code-expired");
    case "device-gone":
      return ended("device-gone");
    case "banned":
      return ended("banned", check.words);
    case "refused":
      return login.trouble === check.words ? ended("login-refused", check.words) : { type: "goes-on", check };
    case "captcha":
    case "unanswered":
    case "waiting":
    case "scanned":
      return { type: "goes-on", check };
    default:
      return check satisfies never;
  }
}

function ended(by: LoginEnd, detail = ""): LoginVerdict {
  return { type: "ended", by, detail };
}
