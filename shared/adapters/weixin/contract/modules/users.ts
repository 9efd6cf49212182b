import * as z from "zod";
import { endpoint } from "../endpoint.ts";
import { done, name } from "../shapes.ts";

const family = "users";
const lang = z.enum(["zh_CN", "zh_TW", "en"]).optional();

/** A person; one who does not follow has `subscribe` 0 and no more. Nickname and picture are no longer told by WeChat. */
const profile = z.looseObject({
  subscribe: z.int(),
  openid: name,
  language: z.string().optional(),
  subscribe_time: z.int().optional(),
  unionid: z.string().optional(),
  remark: z.string().optional(),
  tagid_list: z.array(z.int()).optional(),
  subscribe_scene: z.string().optional(),
  qr_scene: z.int().optional(),
  qr_scene_str: z.string().optional(),
});

/** A page of openids. `data` is missing on an empty one. */
export const openidPage = z.looseObject({
  total: z.int().optional(),
  count: z.int(),
  data: z.looseObject({ openid: z.array(name) }).optional(),
  next_openid: z.string().optional(),
});

/** People who follow the account (用户管理). */
export const users = {
  get: endpoint({
    path: "/cgi-bin/user/info",
    method: "GET",
    family,
    request: z.strictObject({ openid: name, lang }),
    answer: profile,
    idempotent: "yes",
  }),
  batchGet: endpoint({
    path: "/cgi-bin/user/info/batchget",
    method: "POST",
    family,
    request: z.strictObject({
      user_list: z
        .array(z.strictObject({ openid: name, lang }))
        .min(1)
        .max(100),
    }),
    answer: z.looseObject({ user_info_list: z.array(profile) }),
    idempotent: "yes",
  }),
  /** 10,000 openids a page, after `next_openid`. */
  list: endpoint({
    path: "/cgi-bin/user/get",
    method: "GET",
    family,
    request: z.strictObject({ next_openid: z.string().optional() }),
    answer: openidPage,
    idempotent: "yes",
  }),
  /** A remark has 30 characters at most; an empty one takes it away. */
  setRemark: endpoint({
    path: "/cgi-bin/user/info/updateremark",
    method: "POST",
    family,
    request: z.strictObject({ openid: name, remark: z.string().max(30) }),
    answer: done,
    idempotent: "yes",
  }),
  /** New openids of people whom another account handed over (公众号迁移). */
  changeOpenid: endpoint({
    path: "/cgi-bin/changeopenid",
    method: "POST",
    family,
    request: z.strictObject({ from_appid: name, openid_list: z.array(name).min(1).max(100) }),
    answer: z.looseObject({
      result_list: z.array(
        z.looseObject({ ori_openid: name, new_openid: z.string().optional(), err_msg: z.string().optional() }),
      ),
    }),
    idempotent: "yes",
  }),
};
