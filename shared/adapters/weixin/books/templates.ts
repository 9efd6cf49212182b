import type { PushType } from "../../../messages/domain/templates/contents.ts";
import type { Templates } from "../../../official/application/ports/templates.ts";
import type { ToldTemplate } from "../../../official/domain/template.ts";
import type { CallEndpoint } from "../call/call-endpoint.ts";
import { createWeixinApi } from "../call/weixin-api.ts";
import { subscriptions } from "../contract/modules/subscriptions.ts";
import { templates } from "../contract/modules/templates.ts";
import { errcodeOf } from "../failure-cause.ts";

/** WeChat's answer for an account that may not have templates of a type. */
const NOT_ALLOWED = 48001;

type Told = { readonly title: string; readonly content: string; readonly [member: string]: unknown };

/** The templates of an account by WeChat's API. */
export function createTemplates(call: CallEndpoint): Templates {
  const api = createWeixinApi({ templates, subscriptions }, call);
  const lists: Readonly<Record<PushType, (appId: string) => Promise<readonly ToldTemplate[]>>> = {
    template: async (appId) =>
      (await api.templates.list(appId)).template_list.map((told) => toldAs(told.template_id, told)),
    subscription: async (appId) =>
      (await api.subscriptions.list(appId)).data.map((told) => toldAs(told.priTmplId, told)),
  };
  return {
    async list(appId, type) {
      try {
        return await lists[type](appId);
      } catch (error) {
        if (errcodeOf(error) === NOT_ALLOWED) return [];
        throw error;
      }
    },
  };
}

function toldAs(id: string, { title, content, example }: Told): ToldTemplate {
  return { id, title, content, ...(typeof example === "string" && example !== "" ? { example } : {}) };
}
