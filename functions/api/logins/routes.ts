import * as z from "zod";
import { accountSchema, appIdSchema, limitsSchema } from "../../../shared/accounts/domain/account.ts";
import { AppError } from "../../../shared/kernel/domain/errors.ts";
import { isLive, type Login, loginMethods } from "../../../shared/logins/domain/login.ts";
import { qrPicture } from "../../../shared/logins/domain/qr-picture.ts";
import { deviceInput } from "../accounts/device-input.ts";
import { accountView, checkedAccount, exampleAccount, viewOf } from "../accounts/view.ts";
import { instant } from "../http/instant.ts";
import { type Api, route } from "../http/route.ts";
import { requestSchema, responseSchema } from "../http/schema-names.ts";

const loginView = responseSchema(
  "Login",
  z.object({
    account: accountView,
    method: z.enum(loginMethods),
    /** False once it is over. */
    live: z.boolean(),
    scanned: z.boolean(),
    /** The page that shows the code to whoever has this link, while the login lasts. */
    pageUrl: z.string(),
    /** What the QR code says. */
    qrData: z.string().optional(),
    /** The QR code as a data URL. */
    qrPicture: z.string().optional(),
    /** The page of a new device's check, to be scanned too; and its QR code. */
    verifyUrl: z.string().optional(),
    verifyPicture: z.string().optional(),
    captchaWaits: z.boolean(),
    polls: z.int(),
    startedAt: z.number(),
    expiresAt: z.number(),
  }),
);

const example = {
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

const params = z.object({ appId: appIdSchema });

const start = requestSchema(
  "LoginStart",
  z.strictObject({
    method: z.enum(["auto", ...loginMethods]).default("auto"),
    /** The account's device was removed: a new one takes its place, under a new appId. */
    newDevice: z.boolean().default(false),
  }),
);

const firstStart = requestSchema(
  "FirstLogin",
  z.strictObject({
    name: z.string().trim().min(1).max(200),
    device: deviceInput,
    /** Tells apart accounts of one name: the same again goes on with the same device. */
    requestId: z.string().trim().min(1).max(200).exactOptional(),
    wxid: z.string().trim().min(1).max(128).exactOptional(),
    limits: limitsSchema.exactOptional(),
    activeSince: instant.exactOptional(),
    ingest: accountSchema.shape.ingest.exactOptional(),
  }),
);

const captcha = requestSchema(
  "Captcha",
  z.strictObject({
    code: z
      .string()
      .trim()
      .regex(/^[A-Za-z0-9]{1,20}$/),
  }),
);

const problems = ["conflict", "refused", "unreachable", "outcome-unknown"] as const;

export const loginRoutes = [
  route({
    method: "POST",
    path: "/api/accounts/login",
    role: "operator",
    summary: "Logs in an account that has no device yet: the gateway makes one, and the account is registered under it",
    request: z.object({ body: firstStart }),
    response: loginView,
    status: 202,
    problems,
    example: { body: { name: "Shop assistant", device: { type: "ipad", regionId: "320000" } }, response: example },
    async handle(api, { body }) {
      const { account, login } = await api.logInNew.first(body);
      return viewLogin(api, account, login);
    },
  }),
  route({
    method: "POST",
    path: "/api/accounts/{appId}/login",
    role: "operator",
    summary: "Begins a login on the account's device: a tap on the phone, or a code to scan",
    request: z.object({ params, body: start }),
    response: loginView,
    status: 202,
    problems,
    example: { body: { method: "auto" }, response: example },
    async handle(api, { params: { appId }, body: { method, newDevice } }) {
      const { account, login } = newDevice ? await api.logInNew.replace(appId) : await api.startLogin(appId, method);
      return viewLogin(api, account, login);
    },
  }),
  route({
    method: "GET",
    path: "/api/accounts/{appId}/login",
    role: "viewer",
    summary: "The account's last login, with its QR code while it lasts",
    request: z.object({ params }),
    response: loginView,
    status: 200,
    example: { response: example },
    async handle(api, { params: { appId } }) {
      const [account, login] = await Promise.all([api.accounts.get(appId), api.logins.get(appId)]);
      if (account && login) return viewLogin(api, account, login);
      throw new AppError("not-found", `account '${appId}' had no login in the last day`, { details: { appId } });
    },
  }),
  route({
    method: "POST",
    path: "/api/accounts/{appId}/login/captcha",
    role: "operator",
    summary: "Hands over the number that the phone shows during a login",
    request: z.object({ params, body: captcha }),
    response: loginView,
    status: 202,
    problems: ["conflict"],
    example: { body: { code: "384912" }, response: { ...example, captchaWaits: true } },
    async handle(api, { params: { appId }, body: { code } }) {
      const login = await api.submitCaptcha(appId, code);
      const account = await api.accounts.get(appId);
      if (!account) throw new AppError("not-found", `no account has the appId '${appId}'`, { details: { appId } });
      return viewLogin(api, account, login);
    },
  }),
  route({
    method: "POST",
    path: "/api/accounts/{appId}/logout",
    role: "operator",
    summary: "Logs the account out; it stays registered",
    request: z.object({ params }),
    response: accountView,
    status: 200,
    problems,
    example: { response: { ...exampleAccount, state: "IDLE" } },
    handle: async (api, { params: { appId } }) => viewOf(api, await api.logoutAccount(appId)),
  }),
  route({
    method: "POST",
    path: "/api/accounts/{appId}/reconnect",
    role: "operator",
    summary: "Renews the account's connection, asks whether it is online, and moves its state accordingly",
    request: z.object({ params }),
    response: checkedAccount,
    status: 200,
    problems: ["conflict", "unreachable"],
    example: { response: { account: exampleAccount, checked: "online" } },
    async handle(api, { params: { appId } }) {
      const { account, checked } = await api.reconnectAccount(appId);
      return { account: await viewOf(api, account), checked };
    },
  }),
  route({
    method: "POST",
    path: "/api/accounts/{appId}/callback",
    role: "operator",
    summary: "Has the gateway told again where callbacks go; the account's reason says where that fails",
    request: z.object({ params }),
    response: z.object({ appId: z.string() }),
    status: 202,
    problems: ["conflict"],
    example: { response: { appId: exampleAccount.appId } },
    async handle(api, { params: { appId } }) {
      await api.askForCallback(appId);
      return { appId };
    },
  }),
  route({
    method: "DELETE",
    path: "/api/accounts/{appId}",
    role: "admin",
    summary: "Logs the account out and removes it; its journal stays",
    request: z.object({
      params,
      query: z.object({
        /** Also where the gateway does not confirm the logout. */
        force: z.enum(["true", "false"]).default("false"),
      }),
    }),
    response: z.object({ appId: z.string(), removed: z.literal(true) }),
    status: 200,
    problems,
    example: { response: { appId: exampleAccount.appId, removed: true } },
    async handle(api, { params: { appId }, query: { force } }) {
      await api.removeAccount(appId, force === "true");
      return { appId, removed: true as const };
    },
  }),
];

/** The code goes out while it can be used, and nothing of a captcha but whether one waits. */
async function viewLogin(
  api: Api,
  account: Parameters<typeof viewOf>[1],
  login: Login,
): Promise<z.input<typeof loginView>> {
  const live = account.state === "LOGGING_IN" && account.epoch === login.epoch && isLive(login, api.clock.now());
  const { method, scanned, polls, startedAt, expiresAt, qrData, verifyUrl } = login;
  const picture = login.qrPicture ?? (qrData === undefined ? undefined : qrPicture(qrData));
  return {
    account: await viewOf(api, account),
    method,
    live,
    scanned,
    pageUrl: api.loginPageOf(login),
    ...(live && qrData !== undefined ? { qrData } : {}),
    ...(live && picture !== undefined ? { qrPicture: picture } : {}),
    ...(live && verifyUrl !== undefined ? { verifyUrl, verifyPicture: qrPicture(verifyUrl) } : {}),
    captchaWaits: login.captcha !== undefined,
    polls,
    startedAt,
    expiresAt,
  };
}
