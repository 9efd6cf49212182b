import * as z from "zod";
import type { AnswerOf, WeixinEndpoint } from "../contract/endpoint.ts";

const id = z.string().min(1);
const component = z.object({ component_appid: id });
const funcInfo = z
  .array(z.object({ funcscope_category: z.object({ id: z.int() }) }))
  .catch([])
  .transform((list) => list.map(({ funcscope_category }) => funcscope_category.id));

/** A call in a third-party platform's own name: its token goes into the query, and no account's. */
export type ComponentEndpoint = Pick<WeixinEndpoint, "path" | "request" | "answer" | "idempotent">;
export type ComponentAnswerOf<E extends ComponentEndpoint> = AnswerOf<WeixinEndpoint & E>;

/** Calls of a third-party platform (第三方平台) beside those for tokens. */
export const componentEndpoints = {
  /** Takes the AppSecret in place of a token. */
  startPushTicket: {
    path: "/cgi-bin/component/api_start_push_ticket",
    request: component.extend({ component_secret: id }),
    answer: z.looseObject({}),
    idempotent: "yes",
  },
  createPreAuthCode: {
    path: "/cgi-bin/component/api_create_preauthcode",
    request: component,
    answer: z.object({ pre_auth_code: id, expires_in: z.number() }),
    idempotent: "yes",
  },
  /** The code is used up by the first call that comes through. */
  queryAuth: {
    path: "/cgi-bin/component/api_query_auth",
    request: component.extend({ authorization_code: id }),
    answer: z.object({
      authorization_info: z.object({ authorizer_appid: id, authorizer_refresh_token: id, func_info: funcInfo }),
    }),
    idempotent: "no",
  },
  getAuthorizerInfo: {
    path: "/cgi-bin/component/api_get_authorizer_info",
    request: component.extend({ authorizer_appid: id }),
    answer: z.object({
      authorizer_info: z.object({
        nick_name: z.string().catch(""),
        user_name: id,
        MiniProgramInfo: z.unknown().optional(),
      }),
      authorization_info: z.object({ authorizer_refresh_token: z.string().catch(""), func_info: funcInfo }),
    }),
    idempotent: "yes",
  },
  /** At most 500 a page; `auth_time` in epoch seconds. */
  getAuthorizerList: {
    path: "/cgi-bin/component/api_get_authorizer_list",
    request: component.extend({ offset: z.int(), count: z.int().max(500) }),
    answer: z.object({
      total_count: z.int(),
      list: z.array(
        z.object({
          authorizer_appid: id,
          refresh_token: z.string().catch(""),
          auth_time: z.number().catch(0),
        }),
      ),
    }),
    idempotent: "yes",
  },
} as const satisfies Record<string, ComponentEndpoint>;
