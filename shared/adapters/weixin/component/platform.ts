import type { ComponentPlatform, ListedAuthorizer } from "../../../official/application/ports/component-platform.ts";
import { errcodeOf } from "../failure-cause.ts";
import type { ComponentCall } from "./call.ts";
import { componentEndpoints } from "./contract.ts";

/** The account is not given to the platform (any more). */
const NOT_AUTHORIZED = 61003;
/** A code that was used, that is too old, or that never was one. */
const REFUSED_CODES: ReadonlySet<number> = new Set([40029, 40163, 42003, 61009, 61010, NOT_AUTHORIZED]);
/** The most that a page of the list may have. */
const PAGE = 500;

/** What a third-party platform asks WeChat, by the rows of its contract. */
export function createComponentPlatform({ bare, authorized }: ComponentCall): ComponentPlatform {
  const { startPushTicket, createPreAuthCode, queryAuth, getAuthorizerInfo, getAuthorizerList } = componentEndpoints;
  return {
    async startTickets(component_appid, component_secret) {
      await bare(component_appid, startPushTicket, { component_appid, component_secret });
    },

    async preAuthCode(component_appid) {
      return (await authorized(component_appid, createPreAuthCode, { component_appid })).pre_auth_code;
    },

    async exchange(component_appid, authorization_code) {
      const answer = await unless(REFUSED_CODES, () =>
        authorized(component_appid, queryAuth, { component_appid, authorization_code }),
      );
      if (!answer) return "refused";
      const { authorizer_appid, authorizer_refresh_token, func_info } = answer.authorization_info;
      return { appId: authorizer_appid, refreshToken: authorizer_refresh_token, funcs: func_info };
    },

    async info(component_appid, authorizer_appid) {
      const answer = await unless(new Set([NOT_AUTHORIZED]), () =>
        authorized(component_appid, getAuthorizerInfo, { component_appid, authorizer_appid }),
      );
      if (!answer) return undefined;
      const { nick_name, user_name, MiniProgramInfo } = answer.authorizer_info;
      const { authorizer_refresh_token, func_info } = answer.authorization_info;
      return {
        name: nick_name,
        originalId: user_name,
        isMiniProgram: MiniProgramInfo !== undefined && MiniProgramInfo !== null,
        funcs: func_info,
        refreshToken: authorizer_refresh_token || undefined,
      };
    },

    async *list(component_appid) {
      for (let offset = 0; ; offset += PAGE) {
        const page = { component_appid, offset, count: PAGE };
        const { total_count, list } = await authorized(component_appid, getAuthorizerList, page);
        yield list.map(
          ({ authorizer_appid, refresh_token, auth_time }): ListedAuthorizer => ({
            appId: authorizer_appid,
            refreshToken: refresh_token || undefined,
            authorizedAt: auth_time * 1000,
          }),
        );
        if (list.length === 0 || offset + PAGE >= total_count) return;
      }
    },
  };
}

/** Undefined where WeChat refuses the call by one of these codes. */
async function unless<T>(errcodes: ReadonlySet<number>, call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (errcodes.has(errcodeOf(error) ?? 0)) return undefined;
    throw error;
  }
}
