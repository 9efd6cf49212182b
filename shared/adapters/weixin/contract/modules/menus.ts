import * as z from "zod";
import { matchRuleSchema, menuButtonsSchema } from "../../../../official/domain/menu.ts";
import { endpoint } from "../endpoint.ts";
import { digits, done, name, nothing } from "../shapes.ts";

const family = "menus";

/** A button as WeChat tells it: which members it has depends on its type, and on where it was made. */
const told = z.looseObject({ name: z.string() });
const menu = z.looseObject({ button: z.array(told), menuid: digits.optional() });

/** The menu below the account's chat (自定义菜单). */
export const menus = {
  /** Replaces the whole menu. */
  create: endpoint({
    path: "/cgi-bin/menu/create",
    method: "POST",
    family,
    request: z.strictObject({ button: menuButtonsSchema }),
    answer: done,
    idempotent: "yes",
  }),
  /** What the API made. 46003 where there is no menu. */
  get: endpoint({
    path: "/cgi-bin/menu/get",
    method: "GET",
    family,
    request: nothing,
    answer: z.looseObject({
      menu,
      conditionalmenu: z.array(menu.extend({ matchrule: z.looseObject({}).optional() })).optional(),
    }),
    idempotent: "yes",
  }),
  /** Deletes the menu and all conditional ones. */
  delete: endpoint({
    path: "/cgi-bin/menu/delete",
    method: "GET",
    family,
    request: nothing,
    answer: done,
    idempotent: "yes",
  }),
  addConditional: endpoint({
    path: "/cgi-bin/menu/addconditional",
    method: "POST",
    family,
    request: z.strictObject({ button: menuButtonsSchema, matchrule: matchRuleSchema }),
    answer: z.looseObject({ menuid: digits }),
    idempotent: "no",
    vendorId: "menuid",
  }),
  deleteConditional: endpoint({
    path: "/cgi-bin/menu/delconditional",
    method: "POST",
    family,
    request: z.strictObject({ menuid: name }),
    answer: done,
    idempotent: "yes",
  }),
  /** The menu that a person sees; `user_id`: an openid or a WeChat id. */
  tryMatch: endpoint({
    path: "/cgi-bin/menu/trymatch",
    method: "POST",
    family,
    request: z.strictObject({ user_id: name }),
    answer: z.union([
      z.looseObject({ button: z.array(told) }),
      z.looseObject({ menu }).transform(({ menu: { button: buttons } }) => ({ button: buttons })),
    ]),
    idempotent: "yes",
  }),
  /** The present menu, also where it was made at mp.weixin.qq.com. */
  current: endpoint({
    path: "/cgi-bin/get_current_selfmenu_info",
    method: "GET",
    family,
    request: nothing,
    answer: z.looseObject({
      is_menu_open: z.int(),
      selfmenu_info: z.looseObject({ button: z.array(told).optional() }).optional(),
    }),
    idempotent: "yes",
  }),
};
