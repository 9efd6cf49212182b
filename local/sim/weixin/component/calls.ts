import * as z from "zod";
import { parseJson } from "../../../parse-json.ts";
import { refused, type WeixinAnswer } from "../answer.ts";
import type { WeixinRequest } from "../request.ts";
import type { SimTokens } from "../tokens.ts";
import { platformRefused } from "./answer.ts";
import type { SimPlatformTokens } from "./tokens.ts";

type State = { readonly tokens: SimTokens; readonly platforms: SimPlatformTokens };

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

/** Calls by which a third-party platform gets tokens, by method and path. */
export const PLATFORM_TOKEN_CALLS: Readonly<Record<string, (state: State, request: WeixinRequest) => WeixinAnswer>> = {
  "POST /cgi-bin/component/api_component_token": ({ platforms }, { raw, now }) => {
    const { data } = tokenSchema.safeParse(parseJson(raw));
    if (!data) return refused(47001);
    const { component_appid: componentAppId, component_appsecret: appSecret, component_verify_ticket: ticket } = data;
    return platforms.componentToken({ componentAppId, appSecret, ticket }, now);
  },
  "POST /cgi-bin/component/api_create_preauthcode": ({ platforms, ...state }, request) =>
    withPlatform(state, request, (componentAppId) => platforms.preAuthCode(componentAppId, request.now)),
  "POST /cgi-bin/component/api_authorizer_token": ({ platforms, ...state }, request) =>
    withPlatform(state, request, (componentAppId) => {
      const { data } = authorizerSchema.safeParse(parseJson(request.raw));
      if (!data) return refused(47001);
      const { authorizer_appid: appId, authorizer_refresh_token: refreshToken } = data;
      return platforms.authorizerToken({ componentAppId, appId, refreshToken }, request.now);
    }),
};

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
