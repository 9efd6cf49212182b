import * as z from "zod";
import { OK, refused, type SimErrcode } from "../answer.ts";
import type { BehavioursOf, Desk } from "./behaviour.ts";
import { newNumber } from "./ids.ts";

const button = z.looseObject({ name: z.string() });
type Button = z.infer<typeof button>;
const menu = z.object({ button: z.array(button), menuid: z.string(), matchrule: z.looseObject({}).optional() });

/** Bytes that a name may have: 4 Chinese characters above, 20 below. */
const NAME = 16;
const NAME_BELOW = 60;
const OWN = "menu";

const menuOf = (desk: Desk) => desk.shelf("menu", menu);
const conditionalOf = (desk: Desk) => desk.shelf("conditional-menu", menu);

/** Deletes everything, as each new menu does with the conditional ones when it is deleted. */
function clear(desk: Desk): void {
  menuOf(desk).delete(OWN);
  for (const { id } of conditionalOf(desk).list()) conditionalOf(desk).delete(id);
}

function fault(buttons: readonly Button[]): SimErrcode | undefined {
  if (buttons.length > 3) return 40016;
  if (buttons.some(({ name }) => Buffer.byteLength(name) > NAME)) return 40018;
  const below = buttons.flatMap(({ sub_button }) => (Array.isArray(sub_button) ? sub_button.map(nameIn) : []));
  return below.some((name) => Buffer.byteLength(name) > NAME_BELOW) ? 40025 : undefined;
}

function nameIn(value: unknown): string {
  return button.safeParse(value).data?.name ?? "";
}

/** As WeChat tells a menu: every entry has a list of those below it. */
function told(buttons: readonly Button[]): Button[] {
  return buttons.map((one) => ({ sub_button: [], ...one }));
}

/** The menu of an account. */
export const menus: BehavioursOf<"menus"> = {
  create(desk, { button: buttons }) {
    const wrong = fault(buttons);
    if (wrong) return refused(wrong);
    menuOf(desk).put(OWN, { button: [...buttons], menuid: menuOf(desk).get(OWN)?.menuid ?? newNumber() });
    return OK;
  },
  get(desk) {
    const own = menuOf(desk).get(OWN);
    if (!own) return refused(46003);
    const others = conditionalOf(desk).list();
    return {
      menu: { button: told(own.button), menuid: Number(own.menuid.slice(0, 9)) },
      ...(others.length === 0 ? {} : { conditionalmenu: others.map(({ thing }) => thing) }),
    };
  },
  delete(desk) {
    clear(desk);
    return OK;
  },
  addConditional(desk, { button: buttons, matchrule }) {
    if (!menuOf(desk).get(OWN)) return refused(65303);
    if (Object.keys(matchrule).length === 0) return refused(65304);
    const wrong = fault(buttons);
    if (wrong) return refused(wrong);
    const menuid = newNumber().slice(0, 9);
    conditionalOf(desk).put(menuid, { button: [...buttons], menuid, matchrule });
    return { menuid };
  },
  deleteConditional: (desk, { menuid }) => (conditionalOf(desk).delete(menuid) ? OK : refused(65301)),
  tryMatch(desk, { user_id }) {
    if (desk.users.follows(desk.appId, user_id) === undefined) return refused(65302);
    const own = menuOf(desk).get(OWN);
    return own ? { button: told(own.button) } : refused(46003);
  },
  current(desk) {
    const own = menuOf(desk).get(OWN);
    if (!own) return { is_menu_open: 0 };
    const buttons = own.button.map(({ sub_button, ...one }) =>
      Array.isArray(sub_button) ? { ...one, sub_button: { list: sub_button } } : one,
    );
    return { is_menu_open: 1, selfmenu_info: { button: buttons } };
  },
};
