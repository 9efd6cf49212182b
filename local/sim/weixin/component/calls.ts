import * as z from "zod";
import { parseJson } from "../../../parse-json.ts";
import { OK, refused, type WeixinAnswer } from "../answer.ts";
import type { WeixinRequest } from "../request.ts";
import type { SimTokens } from "../tokens.ts";
import { platformRefused } from "./answer.ts";
import { type TellPlatform, TICKET } from "./callbacks.ts";
import { PLATFORM } from "./credentials.ts";
import type { SimPlatformTokens } from "./tokens.ts";

type State = {
  readonly tokens: SimTokens;
  readonly platforms: SimPlatformTokens;
  readonly tellPlatform: TellPlatform;
};

const tokenSchema = z.object({
  component_appid: z.string(),
  component_appsecret: z.string(),
  component_verify_ticket: z.string(),
});
const authorizerSchema = z.object({
  component_appid: z.string(),
  authorizer_appid: z.string(),
  authorizer_refresh_token: z.string(),
});

const startSchema = z.object({ component_appid: z.string(), component_secret: z.string() });
const codeSchema = z.object({ authorization_code: z.string() });
const infoSchema = z.object({ authorizer_appid: z.string() });
const pageSchema = z.object({ offset: z.int().min(0), count: z.int().min(1).max(500) });

/** Calls of a third-party platform in its own name, by method and path. */
export const PLATFORM_CALLS: Readonly<Record<string, (state: State, request: WeixinRequest) => WeixinAnswer>> = {
  "POST /cgi-bin/component/api_component_token": ({ platforms }, { raw, now }) => {
    const { data } = tokenSchema.safeParse(parseJson(raw));
    if (!data) return refused(47001);
    const { component_appid: componentAppId, component_appsecret: appSecret, component_verify_ticket: ticket } = data;
    return platforms.componentToken({ componentAppId, appSecret, ticket }, now);
  },
  "POST /cgi-bin/component/api_start_push_ticket": ({ platforms, tellPlatform }, { raw, now }) => {
    const { data } = startSchema.safeParse(parseJson(raw));
    if (!data) return refused(47001);
    if (data.component_appid !== PLATFORM.componentAppId) return platformRefused(61011);
    if (data.component_secret !== PLATFORM.appSecret) return platformRefused(40125);
    tellPlatform(TICKET, { ComponentVerifyTicket: platforms.newTicket(data.component_appid, now) });
    return OK;
  },
  "POST /cgi-bin/component/api_create_preauthcode": (state, request) =>
    withPlatform(state, request, (componentAppId) => state.platforms.preAuthCode(componentAppId, request.now)),
  "POST /cgi-bin/component/api_authorizer_token": (state, request) =>
    withForm(state, request, authorizerSchema, (componentAppId, form) => {
      const { authorizer_appid: appId, authorizer_refresh_token: refreshToken } = form;
      return state.platforms.authorizerToken({ componentAppId, appId, refreshToken }, request.now);
    }),
  "POST /cgi-bin/component/api_query_auth": (state, request) =>
    withForm(state, request, codeSchema, (componentAppId, { authorization_code }) =>
      state.platforms.exchange(componentAppId, authorization_code, request.now),
    ),
  "POST /cgi-bin/component/api_get_authorizer_info": (state, request) =>
    withForm(state, request, infoSchema, (componentAppId, { authorizer_appid }) =>
      state.platforms.info(componentAppId, authorizer_appid),
    ),
  "POST /cgi-bin/component/api_get_authorizer_list": (state, request) =>
    withForm(state, request, pageSchema, (componentAppId, page) => state.platforms.list(componentAppId, page)),
};

/** Does `work` with a body of the form for the platform whose token the query has. */
function withForm<T>(
  state: State,
  request: WeixinRequest,
  schema: z.ZodType<T>,
  work: (componentAppId: string, form: T) => WeixinAnswer,
): WeixinAnswer {
  return withPlatform(state, request, (componentAppId) => {
    const { data } = schema.safeParse(parseJson(request.raw));
    return data === undefined ? refused(47001) : work(componentAppId, data);
  });
}

/** Does `work` for the platform whose token the query has, where the body names the same platform. */
export function withPlatform(
  { tokens }: Pick<State, "tokens">,
  { query, raw, now }: WeixinRequest,
  work: (componentAppId: string) => WeixinAnswer,
): WeixinAnswer {
  const token = query.get("component_access_token") ?? query.get("access_token") ?? "";
  const owner = tokens.platform(token, now);
  if (typeof owner !== "string") return refused(owner);
  const { data } = z.object({ component_appid: z.string() }).safeParse(parseJson(raw));
  return data?.component_appid === owner ? work(owner) : platformRefused(61011);
}
