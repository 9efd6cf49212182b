import * as z from "zod";
import { AppError } from "../../../shared/kernel/domain/errors.ts";
import { createKeepComponent } from "../../../shared/official/application/components/keep-component.ts";
import { createMakeAuthorizationLink } from "../../../shared/official/application/components/make-link.ts";
import { type Component, ticketAge } from "../../../shared/official/domain/component.ts";
import { DONE, done } from "../http/done.ts";
import { routesOver } from "../http/route.ts";
import type { ComponentPorts } from "./ports.ts";
import {
  authorizationList,
  componentInput,
  componentList,
  componentParams,
  componentView,
  linkInput,
  linkView,
} from "./schemas.ts";

const { route, routes } = routesOver("components", (ports: ComponentPorts) => ({
  ...ports,
  keepComponent: createKeepComponent(ports),
  makeLink: createMakeAuthorizationLink({ ...ports, platform: ports.componentPlatform }),
  view(component: Component) {
    const age = ticketAge(component, ports.clock.now());
    return { ...component, ...(age === undefined ? {} : { ticketAge: Math.floor(age / 1000) }) };
  },
}));

const example = {
  componentAppId: "wx1f2e3d4c5b6a7980",
  name: "我们的服务平台",
  revision: 1,
  updatedAt: 1_767_225_600_000,
  ticket: { createdAt: 1_767_225_300_000, receivedAt: 1_767_225_300_400 },
  ticketAge: 300,
};

export const componentRoutes = routes([
  route({
    operationId: "listComponents",
    method: "GET",
    path: "/api/components",
    role: "viewer",
    summary: "Lists the third-party platforms, with the age of their verify tickets and without their secrets",
    request: z.object({}),
    response: componentList,
    status: 200,
    example: { response: { components: [example] } },
    handle: async (api) => ({ components: (await api.components.list()).map(api.view) }),
  }),
  route({
    operationId: "setComponent",
    method: "PUT",
    path: "/api/components/{componentAppId}",
    role: "admin",
    summary: "Stores a third-party platform's AppSecret and keys, sealed; they are never shown",
    request: z.object({ params: componentParams, body: componentInput }),
    response: componentView,
    status: 200,
    problems: ["conflict"],
    example: {
      body: {
        name: "我们的服务平台",
        appSecret: "0123456789abcdef0123456789abcdef",
        token: "aTokenOfYourOwn",
        encodingAesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
      },
      response: example,
    },
    handle: async (api, { params, body }) => api.view(await api.keepComponent(params.componentAppId, body)),
  }),
  route({
    operationId: "startComponentTickets",
    method: "POST",
    path: "/api/components/{componentAppId}/start-push-ticket",
    role: "admin",
    summary: "Has WeChat push the platform's verify tickets (api_start_push_ticket)",
    request: z.object({ params: componentParams }),
    response: done,
    status: 200,
    problems: ["not-found", "refused", "unreachable"],
    example: { response: DONE },
    async handle(api, { params: { componentAppId } }) {
      const credential = await api.components.credentialOf(componentAppId);
      if (!credential) throw unknown(componentAppId);
      await api.componentPlatform.startTickets(componentAppId, credential.appSecret);
      return DONE;
    },
  }),
  route({
    operationId: "createAuthorizationLink",
    method: "POST",
    path: "/api/components/{componentAppId}/authorization-links",
    role: "operator",
    summary: "Makes a link by which an account's owner gives the account to the platform; good once, for ten minutes",
    request: z.object({ params: componentParams, body: linkInput }),
    response: linkView,
    status: 201,
    problems: ["not-found", "refused", "unreachable"],
    example: {
      body: { redirect: "https://shop.example/done", auth_type: 1 },
      response: {
        url: "https://mp.weixin.qq.com/cgi-bin/componentloginpage?component_appid=wx1f2e3d4c5b6a7980&pre_auth_code=…",
        mobileUrl: "https://open.weixin.qq.com/wxaopen/safe/bindcomponent?action=bindcomponent&no_scan=1&…",
        expiresAt: 1_767_226_200_000,
      },
    },
    handle: (api, { params: { componentAppId }, body: { redirect, biz_appid, auth_type } }) =>
      api.makeLink(componentAppId, { redirect, bizAppId: biz_appid, authType: auth_type }),
  }),
  route({
    operationId: "listAuthorizations",
    method: "GET",
    path: "/api/components/{componentAppId}/authorizations",
    role: "viewer",
    summary: "Lists the accounts that were given to the platform, withdrawn ones included",
    request: z.object({ params: componentParams }),
    response: authorizationList,
    status: 200,
    example: {
      response: {
        authorizations: [
          {
            appId: "wx4f5e8d7c6b5a4938",
            componentAppId: example.componentAppId,
            state: "authorized",
            changedAt: 1_767_225_600_000,
            funcs: [1, 15],
            settled: true,
            revision: 1,
          },
        ],
      },
    },
    handle: async (api, { params }) => ({
      authorizations: [...(await api.authorizations.list(params.componentAppId))],
    }),
  }),
  route({
    operationId: "reconcileComponent",
    method: "POST",
    path: "/api/components/{componentAppId}/reconcile",
    role: "operator",
    summary: "Compares the stored authorizations with the platform's list at WeChat, in the background",
    request: z.object({ params: componentParams }),
    response: done,
    status: 202,
    problems: ["not-found"],
    example: { response: DONE },
    async handle(api, { params: { componentAppId } }) {
      if (!(await api.components.get(componentAppId))) throw unknown(componentAppId);
      await api.componentTasks.add({ type: "reconcile", componentAppId });
      return DONE;
    },
  }),
]);

function unknown(componentAppId: string): AppError {
  return new AppError("not-found", `there is no third-party platform '${componentAppId}'`);
}
