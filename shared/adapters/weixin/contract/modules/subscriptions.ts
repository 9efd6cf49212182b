import * as z from "zod";
import { endpoint } from "../endpoint.ts";
import { done, name, nothing } from "../shapes.ts";
import { miniprogram, templateData } from "./templates.ts";

const family = "subscriptions";
const kid = z.int();
const message = { touser: name, template_id: name, page: z.string().optional(), data: templateData };

/** Messages that a person agreed to get (订阅通知, 订阅消息). */
export const subscriptions = {
  listCategories: endpoint({
    path: "/wxaapi/newtmpl/getcategory",
    method: "GET",
    family,
    request: nothing,
    answer: z.looseObject({ data: z.array(z.looseObject({ id: z.int(), name: z.string() })) }),
    idempotent: "yes",
  }),
  /** `ids`: categories, with commas between. */
  listTitles: endpoint({
    path: "/wxaapi/newtmpl/getpubtemplatetitles",
    method: "GET",
    family,
    request: z.strictObject({ ids: name, start: z.int().min(0), limit: z.int().min(1).max(30) }),
    answer: z.looseObject({
      count: z.int(),
      data: z.array(z.looseObject({ tid: z.union([z.int(), z.string()]), title: z.string() })),
    }),
    idempotent: "yes",
  }),
  listKeywords: endpoint({
    path: "/wxaapi/newtmpl/getpubtemplatekeywords",
    method: "GET",
    family,
    request: z.strictObject({ tid: name }),
    answer: z.looseObject({ data: z.array(z.looseObject({ kid, name: z.string(), rule: z.string() })) }),
    idempotent: "yes",
  }),
  /** Two to five keywords; 25 templates at most. */
  add: endpoint({
    path: "/wxaapi/newtmpl/addtemplate",
    method: "POST",
    family,
    request: z.strictObject({
      tid: name,
      kidList: z.array(kid).min(2).max(5),
      sceneDesc: z.string().max(15).optional(),
    }),
    answer: z.looseObject({ priTmplId: name }),
    idempotent: "no",
    vendorId: "priTmplId",
  }),
  list: endpoint({
    path: "/wxaapi/newtmpl/gettemplate",
    method: "GET",
    family,
    request: nothing,
    answer: z.looseObject({
      data: z.array(z.looseObject({ priTmplId: name, title: z.string(), content: z.string() })),
    }),
    idempotent: "yes",
  }),
  delete: endpoint({
    path: "/wxaapi/newtmpl/deltemplate",
    method: "POST",
    family,
    request: z.strictObject({ priTmplId: name }),
    answer: done,
    idempotent: "yes",
  }),
  /** From an Official Account. It has no idempotency key, and WeChat gives it no id. */
  send: endpoint({
    path: "/cgi-bin/message/subscribe/bizsend",
    method: "POST",
    family,
    request: z.strictObject({ ...message, miniprogram: miniprogram.optional() }),
    answer: done,
    idempotent: "no",
  }),
  /** From a mini program. */
  sendFromMiniProgram: endpoint({
    path: "/cgi-bin/message/subscribe/send",
    method: "POST",
    family,
    request: z.strictObject({
      ...message,
      miniprogram_state: z.enum(["developer", "trial", "formal"]).optional(),
      lang: z.enum(["zh_CN", "en_US", "zh_HK", "zh_TW"]).optional(),
    }),
    answer: done,
    idempotent: "no",
  }),
};
