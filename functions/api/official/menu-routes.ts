import * as z from "zod";
import { forOfficialAccounts } from "../../../shared/official/application/for-official-accounts.ts";
import { matchRuleSchema, menuButtonsSchema } from "../../../shared/official/domain/menu.ts";
import { accountParams } from "../accounts/params.ts";
import { DONE, done } from "../http/done.ts";
import { routesOver } from "../http/route.ts";
import { requestSchema, responseSchema } from "../http/schema-names.ts";
import { followerParams, weixinProblems } from "./params.ts";
import type { WeixinPorts } from "./weixin-ports.ts";

const { route, routes } = routesOver("official", (ports: WeixinPorts) => ({
  menus: forOfficialAccounts(ports.accounts, ports.menus),
}));

/** As WeChat tells a button: which members it has depends on its type. */
const told = z.array(z.looseObject({ name: z.string() })).readonly();
const menuView = responseSchema(
  "OfficialMenu",
  z.object({
    buttons: told,
    conditional: z
      .array(z.object({ id: z.string(), buttons: told, matchRule: z.record(z.string(), z.unknown()) }))
      .readonly(),
  }),
);
const newMenu = requestSchema("NewOfficialMenu", z.strictObject({ buttons: menuButtonsSchema }));
const newConditional = requestSchema(
  "NewConditionalMenu",
  z.strictObject({ buttons: menuButtonsSchema, matchRule: matchRuleSchema }),
);
const conditionalId = responseSchema("ConditionalMenuId", z.object({ id: z.string() }));
const seenView = responseSchema("SeenMenu", z.object({ buttons: told }));

const buttons = [{ type: "click", name: "今日优惠", key: "TODAY" }];

export const menuRoutes = routes([
  route({
    operationId: "getMenu",
    method: "GET",
    path: "/api/accounts/{appId}/menu",
    role: "viewer",
    summary: "Asks WeChat for an Official Account's menu and its conditional menus; `buttons` is empty without a menu",
    request: z.object({ params: accountParams }),
    response: menuView,
    status: 200,
    problems: weixinProblems,
    example: { response: { buttons, conditional: [{ id: "208379533", buttons, matchRule: { tag_id: "100" } }] } },
    handle: (api, { params: { appId } }) => api.menus.get(appId),
  }),
  route({
    operationId: "setMenu",
    method: "PUT",
    path: "/api/accounts/{appId}/menu",
    role: "operator",
    summary: "Replaces the menu of an Official Account; people see it within a day, at once after following anew",
    request: z.object({ params: accountParams, body: newMenu }),
    response: done,
    status: 200,
    problems: weixinProblems,
    example: { body: { buttons }, response: DONE },
    async handle(api, { params: { appId }, body }) {
      await api.menus.set(appId, body.buttons);
      return DONE;
    },
  }),
  route({
    operationId: "deleteMenu",
    method: "DELETE",
    path: "/api/accounts/{appId}/menu",
    role: "operator",
    summary: "Deletes the menu of an Official Account with all its conditional menus",
    request: z.object({ params: accountParams }),
    response: done,
    status: 200,
    problems: weixinProblems,
    example: { response: DONE },
    async handle(api, { params: { appId } }) {
      await api.menus.remove(appId);
      return DONE;
    },
  }),
  route({
    operationId: "addConditionalMenu",
    method: "POST",
    path: "/api/accounts/{appId}/menu/conditional",
    role: "operator",
    summary: "Adds a menu that only people with a tag, or on a kind of telephone, see in place of the ordinary one",
    request: z.object({ params: accountParams, body: newConditional }),
    response: conditionalId,
    status: 201,
    problems: weixinProblems,
    example: { body: { buttons, matchRule: { tag_id: "100" } }, response: { id: "208379533" } },
    handle: async (api, { params: { appId }, body }) => ({
      id: await api.menus.addConditional(appId, body.buttons, body.matchRule),
    }),
  }),
  route({
    operationId: "deleteConditionalMenu",
    method: "DELETE",
    path: "/api/accounts/{appId}/menu/conditional/{menuId}",
    role: "operator",
    summary: "Deletes one conditional menu",
    request: z.object({
      params: accountParams.extend({ menuId: z.string().regex(/^\d{1,20}$/, "a menu's id is a number") }),
    }),
    response: done,
    status: 200,
    problems: weixinProblems,
    example: { response: DONE },
    async handle(api, { params: { appId, menuId } }) {
      await api.menus.removeConditional(appId, menuId);
      return DONE;
    },
  }),
  route({
    operationId: "getSeenMenu",
    method: "GET",
    path: "/api/accounts/{appId}/menu/seen-by/{openid}",
    role: "viewer",
    summary: "Asks WeChat which menu a person sees",
    request: z.object({ params: followerParams }),
    response: seenView,
    status: 200,
    problems: weixinProblems,
    example: { response: { buttons } },
    handle: async (api, { params: { appId, openid } }) => ({ buttons: await api.menus.seenBy(appId, openid) }),
  }),
]);
