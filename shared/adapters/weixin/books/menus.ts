import { AppError } from "../../../kernel/domain/errors.ts";
import type { Menus } from "../../../official/application/ports/menus.ts";
import type { AccountMenu } from "../../../official/domain/menu.ts";
import type { CallEndpoint } from "../call/call-endpoint.ts";
import { createWeixinApi } from "../call/weixin-api.ts";
import { menus } from "../contract/modules/menus.ts";
import { errcodeOf } from "../failure-cause.ts";

/** WeChat's answer for an account without a menu. */
const NO_MENU = 46003;
const EMPTY: AccountMenu = { buttons: [], conditional: [] };

/** The menu of an account by WeChat's API. */
export function createMenus(call: CallEndpoint): Menus {
  const api = createWeixinApi({ menus }, call).menus;
  return {
    async get(appId) {
      try {
        const { menu, conditionalmenu = [] } = await api.get(appId);
        const conditional = conditionalmenu.map(({ menuid = "", button, matchrule = {} }) => ({
          id: menuid,
          buttons: button,
          matchRule: matchrule,
        }));
        return { buttons: menu.button, conditional };
      } catch (error) {
        if (error instanceof AppError && errcodeOf(error) === NO_MENU) return EMPTY;
        throw error;
      }
    },
    async set(appId, buttons) {
      await api.create(appId, { button: buttons });
    },
    async remove(appId) {
      await api.delete(appId);
    },
    async addConditional(appId, buttons, matchrule) {
      return (await api.addConditional(appId, { button: buttons, matchrule })).menuid;
    },
    async removeConditional(appId, menuid) {
      await api.deleteConditional(appId, { menuid });
    },
    async seenBy(appId, openid) {
      return (await api.tryMatch(appId, { user_id: openid })).button;
    },
  };
}
