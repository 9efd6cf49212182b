import type { AccountMenu, MatchRule, MenuButtons, ToldButton } from "../../domain/menu.ts";

/** The menu below an Official Account's chat. All throw what WeChat answers, as a call of its API does. */
export type Menus = {
  get(appId: string): Promise<AccountMenu>;
  /** Replaces the menu that people see for whom no conditional one is. */
  set(appId: string, buttons: MenuButtons): Promise<void>;
  /** Takes the menu and all conditional ones away. */
  remove(appId: string): Promise<void>;
  /** The new menu's id. Throws `refused` where the account has no menu for all others. */
  addConditional(appId: string, buttons: MenuButtons, matchRule: MatchRule): Promise<string>;
  removeConditional(appId: string, menuId: string): Promise<void>;
  /** The menu that a person sees. */
  seenBy(appId: string, openid: string): Promise<readonly ToldButton[]>;
};
