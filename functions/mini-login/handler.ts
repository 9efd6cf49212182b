import type * as z from "zod";
import { appIdSchema } from "../../shared/accounts/domain/account.ts";
import { officialAppIdSchema } from "../../shared/accounts/domain/channel.ts";
import type { CheckContent } from "../../shared/identity/application/mini/check-content.ts";
import type { MiniLogin } from "../../shared/identity/application/mini/log-in.ts";
import type { OpenidOf } from "../../shared/identity/application/mini/person-of.ts";
import type { MarkedData } from "../../shared/identity/domain/mini/encrypted-data.ts";
import type { PhoneNumber } from "../../shared/identity/domain/mini/phone-number.ts";
import {
  MINI_BODY_LIMIT,
  type MiniDataRequest,
  type MiniPhoneRequest,
  miniCheckSchemas,
  miniDataSchema,
  miniLoginSchema,
  miniPhoneSchemas,
} from "../../shared/identity/domain/mini/requests.ts";
import { AppError } from "../../shared/kernel/domain/errors.ts";
import { type HttpEvent, httpHandler } from "../../shared/lambda/http.ts";
import { readJsonBody } from "../../shared/lambda/json-body.ts";
import type { Observability } from "../../shared/lambda/observability.ts";
import { problemOf } from "../../shared/lambda/problem.ts";

export type MiniLoginDeps = Observability & {
  readonly logIn: (appId: string, code: string) => Promise<MiniLogin>;
  readonly openidOf: OpenidOf;
  readonly readData: (appId: string, openid: string, request: MiniDataRequest) => Promise<MarkedData>;
  readonly readPhone: (appId: string, openid: string, request: MiniPhoneRequest) => Promise<PhoneNumber>;
  readonly checkContent: CheckContent;
};

type Action = (appId: string, event: HttpEvent) => Promise<object>;

const APP_ID = appIdSchema.pipe(officialAppIdSchema);

/**
 * `POST /mini/{appId}/…`: `login` for a code of `wx.login`, and with the bearer token that it answers `data`, `phone` and
 * `check`. WeChat's session key stays here.
 */
export function createHandler(deps: MiniLoginDeps) {
  const openid = (appId: string, event: HttpEvent) => deps.openidOf(appId, bearerOf(event));
  const actions: Readonly<Record<string, Action>> = {
    login: async (appId, event) => deps.logIn(appId, parsed(bodyOf(event), miniLoginSchema).code),

    async data(appId, event) {
      const person = await openid(appId, event);
      return deps.readData(appId, person, parsed(bodyOf(event), miniDataSchema));
    },

    async phone(appId, event) {
      const person = await openid(appId, event);
      const body = bodyOf(event);
      const { code, encrypted } = miniPhoneSchemas;
      return deps.readPhone(appId, person, has(body, "code") ? parsed(body, code) : parsed(body, encrypted));
    },

    async check(appId, event) {
      const person = await openid(appId, event);
      const body = bodyOf(event);
      const { text, media } = miniCheckSchemas;
      return deps.checkContent(appId, person, has(body, "mediaUrl") ? parsed(body, media) : parsed(body, text));
    },
  };

  return httpHandler(deps, async (event) => {
    const task = event.routeKey.split("/").at(-1) ?? "";
    const { appId = "" } = event.pathParameters ?? {};
    try {
      const action = Object.hasOwn(actions, task) ? actions[task] : undefined;
      if (!action) throw new AppError("not-found", "there is no such request of a mini program");
      if (!APP_ID.safeParse(appId).success)
        throw new AppError("unauthorized", "there is no session: log in (wx.login)");
      const body = await action(appId, event);
      deps.metrics.count("MiniProgramRequests", 1, { outcome: "ok" });
      return { status: 200, body };
    } catch (error) {
      const outcome = problemOf(error).status >= 500 ? "failed" : "refused";
      deps.metrics.count("MiniProgramRequests", 1, { outcome });
      throw error;
    }
  });
}

function bearerOf({ headers }: HttpEvent): string | undefined {
  return /^Bearer +([!-~]{1,4096})$/i.exec(headers.authorization ?? "")?.[1];
}

const bodyOf = (event: HttpEvent) => readJsonBody(event, MINI_BODY_LIMIT);

function has(body: unknown, name: string): boolean {
  return typeof body === "object" && body !== null && Object.hasOwn(body, name);
}

/** Throws `invalid-input` with what is wrong and where, and never with what stood there. */
function parsed<T>(body: unknown, schema: z.ZodType<T>): T {
  const { success, data, error } = schema.safeParse(body);
  if (success) return data;
  const issues = error.issues.map(({ path, message }) => ({ path: path.map(String).join("."), message }));
  const [{ path, message } = { path: "", message: "is not what is expected" }] = issues;
  throw new AppError("invalid-input", `${path === "" ? "the body" : path}: ${message}`, { details: { issues } });
}
