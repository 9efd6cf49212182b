import * as z from "zod";
import { endpoint } from "../endpoint.ts";
import { digits, done, name, nothing } from "../shapes.ts";

const family = "templates";
const MINUTES_10 = 600_000;

/** A mini program that a message opens. */
export const miniprogram = z.looseObject({ appid: name, pagepath: z.string().optional() });

/** Values of a template's fields. */
export const templateData = z.record(z.string(), z.looseObject({ value: z.union([z.string(), z.number()]) }));

const industry = z.looseObject({ first_class: z.string(), second_class: z.string() });

/** Template messages of service accounts (模板消息). */
export const templates = {
  /** Once a month. */
  setIndustry: endpoint({
    path: "/cgi-bin/template/api_set_industry",
    method: "POST",
    family,
    request: z.strictObject({ industry_id1: name, industry_id2: name }),
    answer: done,
    idempotent: "yes",
  }),
  getIndustry: endpoint({
    path: "/cgi-bin/template/get_industry",
    method: "GET",
    family,
    request: nothing,
    answer: z.looseObject({ primary_industry: industry.optional(), secondary_industry: industry.optional() }),
    idempotent: "yes",
  }),
  /** `keyword_name_list`: the fields, for a template of a category (类目模板). */
  add: endpoint({
    path: "/cgi-bin/template/api_add_template",
    method: "POST",
    family,
    request: z.strictObject({ template_id_short: name, keyword_name_list: z.array(name).optional() }),
    answer: z.looseObject({ template_id: name }),
    idempotent: "no",
    vendorId: "template_id",
  }),
  list: endpoint({
    path: "/cgi-bin/template/get_all_private_template",
    method: "GET",
    family,
    request: nothing,
    answer: z.looseObject({
      template_list: z.array(z.looseObject({ template_id: name, title: z.string(), content: z.string() })),
    }),
    idempotent: "yes",
  }),
  delete: endpoint({
    path: "/cgi-bin/template/del_private_template",
    method: "POST",
    family,
    request: z.strictObject({ template_id: name }),
    answer: done,
    idempotent: "yes",
  }),
  /**
   * `client_msg_id`: the same one to the same person within 10 minutes is sent once. Its result comes as the event
   * TEMPLATESENDJOBFINISH.
   */
  send: endpoint({
    path: "/cgi-bin/message/template/send",
    method: "POST",
    family,
    request: z.strictObject({
      touser: name,
      template_id: name,
      url: z.string().optional(),
      miniprogram: miniprogram.optional(),
      client_msg_id: name.max(32).optional(),
      data: templateData,
    }),
    answer: z.looseObject({ errcode: z.literal(0), msgid: digits }),
    idempotent: { ms: MINUTES_10 },
    vendorId: "msgid",
  }),
};
