import * as z from "zod";
import type { Account } from "../../../shared/accounts/domain/account.ts";
import { loginPage } from "../../../shared/logins/application/login-page.ts";
import { isLive, type Login, loginMethods } from "../../../shared/logins/domain/login.ts";
import { qrPicture } from "../../../shared/logins/domain/qr-picture.ts";
import { accountView, exampleAccount, viewOf } from "../accounts/view.ts";
import { responseSchema } from "../http/schema-names.ts";
import type { LoginPorts } from "./ports.ts";

export const loginView = responseSchema(
  "Login",
  z.object({
    account: accountView,
    method: z.enum(loginMethods),
    /** Whether the login is under way. */
    live: z.boolean(),
    scanned: z.boolean(),
    /** Address of the page that shows the code while the login lasts; it needs no token. */
    pageUrl: z.string(),
    /** The text in the QR code. */
    qrData: z.string().optional(),
    /** The QR code as a data URL. */
    qrPicture: z.string().optional(),
    /** Address of the page that checks a new device, and its QR code, which is scanned as well. */
    verifyUrl: z.string().optional(),
    verifyPicture: z.string().optional(),
    captchaWaits: z.boolean(),
    polls: z.int(),
    startedAt: z.number(),
    expiresAt: z.number(),
  }),
);

export const exampleLogin = {
  account: { ...exampleAccount, state: "LOGGING_IN" as const, epoch: 4 },
  method: "qr" as const,
  live: true,
  scanned: false,
  pageUrl: "https://fleet.example.com/login/wx_demo1/Xb0c2f7hWk1YgVtq9dJ3mZs8LrPaEu5N",
  qrData: "http://weixin.qq.com/x/4bFqZ",
  captchaWaits: false,
  polls: 0,
  startedAt: 1_767_225_600_000,
  expiresAt: 1_767_225_720_000,
};

/** What can go wrong where the gateway logs an account in or out. */
export const loginProblems = ["conflict", "refused", "unreachable", "outcome-unknown"] as const;

/** A login as operators see it: with its code while the code can be used, and with whether a captcha waits. */
export async function viewLogin(
  ports: Pick<LoginPorts, "settings" | "clock" | "publicUrl">,
  account: Account,
  login: Login,
): Promise<z.input<typeof loginView>> {
  const live = account.state === "LOGGING_IN" && account.epoch === login.epoch && isLive(login, ports.clock.now());
  const { method, scanned, polls, startedAt, expiresAt, qrData, verifyUrl } = login;
  const picture = login.qrPicture ?? (qrData === undefined ? undefined : qrPicture(qrData));
  return {
    account: await viewOf(ports, account),
    method,
    live,
    scanned,
    pageUrl: loginPage(ports.publicUrl, login),
    ...(live && qrData !== undefined ? { qrData } : {}),
    ...(live && picture !== undefined ? { qrPicture: picture } : {}),
    ...(live && verifyUrl !== undefined ? { verifyUrl, verifyPicture: qrPicture(verifyUrl) } : {}),
    captchaWaits: login.captcha !== undefined,
    polls,
    startedAt,
    expiresAt,
  };
}
