import type { Announcements } from "../../../accounts/application/ports/announcements.ts";
import type { AccountStates } from "../../../accounts/application/ports/states.ts";
import { type ReasonCode, reasonOf } from "../../../accounts/domain/reason.ts";
import type { Login, LoginChange } from "../../domain/login.ts";
import type { OpenCheck } from "../../domain/verdict.ts";
import { type CallPersonDeps, createCallPerson } from "../call-person.ts";
import type { Logins } from "../ports/logins.ts";
import type { PolledLogin } from "./end-login.ts";

export type FollowLoginDeps = CallPersonDeps & {
  readonly accounts: AccountStates & Announcements;
  readonly logins: Pick<Logins, "note">;
};

/**
 * Follows a login that goes on: notes how far it is, and calls for a person where the phone shows something to be done.
 */
export function createFollowLogin(deps: FollowLoginDeps): (polled: PolledLogin, check: OpenCheck) => Promise<void> {
  const { accounts, logins, clock } = deps;
  const callPerson = createCallPerson(deps);

  async function note(login: Login, change: LoginChange): Promise<void> {
    if (isNews(login, change)) await logins.note(login.appId, login.epoch, change);
  }

  /** A person is called once for the same words. */
  async function waitFor({ account, login }: PolledLogin, code: ReasonCode, change: LoginChange, words = "") {
    const reason = reasonOf(code, words);
    if (account.reason?.message !== reason.message) {
      const { verifyUrl = login.verifyUrl } = change;
      const page = { ...login, ...(verifyUrl === undefined ? {} : { verifyUrl }) };
      await callPerson(account, page, reason, clock.now());
    }
    await note(login, change);
  }

  async function goOn(polled: PolledLogin, check: Extract<OpenCheck, { status: "waiting" | "scanned" }>) {
    const { account, login } = polled;
    const change: LoginChange = { trouble: null, ...(check.status === "scanned" ? { scanned: true } : {}) };
    const { verifyUrl } = check;
    if (verifyUrl !== undefined) return waitFor(polled, "new-device-check", { ...change, verifyUrl });
    if (login.captcha !== undefined && account.reason?.code === "captcha-needed") {
      await accounts.explain(account, reasonOf(login.method === "qr" ? "login-scan" : "login-tap"), clock.now());
    }
    await note(login, change);
  }

  return async (polled, check) => {
    const { login } = polled;
    switch (check.status) {
      case "waiting":
      case "scanned":
        return goOn(polled, check);
      case "captcha":
        return waitFor(polled, "captcha-needed", { trouble: null, scanned: true }, check.words);
      case "refused":
        return note(login, { trouble: check.words });
      case "unanswered": {
        // The captcha was taken from the row for this poll: the next one hands it over again.
        const { captcha } = login;
        return note(login, { trouble: check.words, ...(captcha === undefined ? {} : { captcha }) });
      }
      default:
        return check satisfies never;
    }
  };
}

/** Whether a change says anything that the login's row does not say yet. */
function isNews(login: Login, { scanned, verifyUrl, captcha, trouble }: LoginChange): boolean {
  return (
    (scanned === true && !login.scanned) ||
    (verifyUrl !== undefined && verifyUrl !== login.verifyUrl) ||
    captcha !== undefined ||
    (trouble !== undefined && (trouble ?? undefined) !== login.trouble)
  );
}
