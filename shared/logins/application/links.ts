import type { Announcement } from "../../accounts/domain/announcement.ts";
import type { StateReason } from "../../accounts/domain/reason.ts";
import type { Login } from "../domain/login.ts";

/** The page that shows a login's code to whoever has the link, while the login lasts. */
export function loginPage(publicUrl: string, { appId, key }: Pick<Login, "appId" | "key">): string {
  return `${publicUrl}/login/${appId}/${key}`;
}

/** Calls for a person, with the link of the login's page; `reason` says what to do. */
export function callForPerson(publicUrl: string, login: Login, reason: StateReason, at: number): Announcement {
  return {
    type: "person-needed",
    at,
    epoch: login.epoch,
    reason,
    qrUrl: loginPage(publicUrl, login),
    ...(login.verifyUrl === undefined ? {} : { verifyUrl: login.verifyUrl }),
  };
}
