import * as z from "zod";
import { endpoint } from "../endpoint.ts";
import { done, name } from "../shapes.ts";

const family = "quota";
/** `/cgi-bin/message/custom/send` */
const path = z.strictObject({ cgi_path: name.startsWith("/") });

/** How many calls of a day are left (接口额度管理). */
export const quota = {
  get: endpoint({
    path: "/cgi-bin/openapi/quota/get",
    method: "POST",
    family,
    request: path,
    answer: z.looseObject({
      quota: z.looseObject({ daily_limit: z.int(), used: z.int(), remain: z.int() }),
    }),
    idempotent: "yes",
  }),
  /** All endpoints, 10 times a month. */
  clear: endpoint({
    path: "/cgi-bin/clear_quota",
    method: "POST",
    family,
    request: z.strictObject({ appid: name }),
    answer: done,
    idempotent: "no",
  }),
  /** One endpoint, 50 times a month. */
  clearOne: endpoint({
    path: "/cgi-bin/openapi/quota/clear",
    method: "POST",
    family,
    request: path,
    answer: done,
    idempotent: "no",
  }),
  /** What a request was that WeChat refused, by the `rid` of its errmsg, for seven days. */
  getRequest: endpoint({
    path: "/cgi-bin/openapi/rid/get",
    method: "POST",
    family,
    request: z.strictObject({ rid: name }),
    answer: z.looseObject({ request: z.looseObject({ invoke_time: z.int(), cost_in_ms: z.int() }) }),
    idempotent: "yes",
  }),
};
