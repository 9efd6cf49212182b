import * as z from "zod";
import { accountSchema, limitsSchema } from "../../../shared/accounts/domain/account.ts";
import { AppError } from "../../../shared/kernel/domain/errors.ts";
import { createLogInNew } from "../../../shared/logins/application/log-in-new.ts";
import { createStartLogin } from "../../../shared/logins/application/start-login.ts";
import { createSubmitCaptcha } from "../../../shared/logins/application/submit-captcha.ts";
import { loginMethods } from "../../../shared/logins/domain/login.ts";
import { deviceInput } from "../accounts/device-input.ts";
import { accountParams } from "../accounts/params.ts";
import { createMover } from "../accounts/use-cases.ts";
import { instant } from "../http/instant.ts";
import { routesOver } from "../http/route.ts";
import { requestSchema } from "../http/schema-names.ts";
import type { LoginPorts } from "./ports.ts";
import { exampleLogin as example, loginView, loginProblems as problems, viewLogin } from "./view.ts";

const { route, routes } = routesOver("logins", (ports: LoginPorts) => {
  const startLogin = createStartLogin({ ...ports, move: createMover(ports) });
  return {
    ...ports,
    startLogin,
    logInNew: createLogInNew({ ...ports, startLogin }),
    submitCaptcha: createSubmitCaptcha(ports),
  };
});

const start = requestSchema(
  "LoginStart",
  z.strictObject({
    method: z.enum(["auto", ...loginMethods]).default("auto"),
    /** True if the account's device was removed: the account gets a new device, and with it a new appId. */
    newDevice: z.boolean().default(false),
  }),
);

const firstStart = requestSchema(
  "FirstLogin",
  z.strictObject({
    name: z.string().trim().min(1).max(200),
    device: deviceInput,
    /** Tells accounts of the same name apart. A repeated request goes on with the device that it made first. */
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

export const loginRoutes = routes([
  route({
    operationId: "startFirstLogin",
    method: "POST",
    path: "/api/accounts/login",
    role: "operator",
    summary:
      "Logs in an account that has no device yet: the gateway makes a device, and the account is registered under its appId",
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
    operationId: "startLogin",
    method: "POST",
    path: "/api/accounts/{appId}/login",
    role: "operator",
    summary: "Begins a login on the account's device: by a tap on the phone, or by a code to scan",
    request: z.object({ params: accountParams, body: start }),
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
    operationId: "getLogin",
    method: "GET",
    path: "/api/accounts/{appId}/login",
    role: "viewer",
    summary: "Shows the account's last login, with its QR code while the login lasts",
    request: z.object({ params: accountParams }),
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
    operationId: "submitCaptcha",
    method: "POST",
    path: "/api/accounts/{appId}/login/captcha",
    role: "operator",
    summary: "Submits the number that the phone shows during a login",
    request: z.object({ params: accountParams, body: captcha }),
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
]);
