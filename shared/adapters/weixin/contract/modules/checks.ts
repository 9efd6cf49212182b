import * as z from "zod";
import { endpoint, upload } from "../endpoint.ts";
import { done, name, nothing } from "../shapes.ts";

const family = "checks";
/** 1 profile, 2 comment, 3 forum, 4 social log. */
const scene = z.int().min(1).max(4);
const asked = { version: z.literal(2), openid: name, scene };

/** Whether WeChat takes a content for unlawful (内容安全). */
export const checks = {
  text: endpoint({
    path: "/wxa/msg_sec_check",
    method: "POST",
    family,
    request: z.looseObject({ ...asked, content: name.max(2500) }),
    answer: z.looseObject({
      result: z.looseObject({ suggest: z.string(), label: z.int() }),
      detail: z.array(z.looseObject({})).optional(),
      trace_id: z.string(),
    }),
    idempotent: "yes",
    vendorId: "trace_id",
  }),
  /** A picture up to 1 MB, at once: 87014 for one that is unlawful. */
  picture: upload({
    path: "/wxa/img_sec_check",
    family,
    request: nothing,
    answer: done,
    idempotent: "yes",
    file: { part: "media" },
  }),
  /** A picture (2) or a recording (1) at a URL: its result comes as the event wxa_media_check within 30 minutes. */
  media: endpoint({
    path: "/wxa/media_check_async",
    method: "POST",
    family,
    request: z.strictObject({ ...asked, media_url: name, media_type: z.union([z.literal(1), z.literal(2)]) }),
    answer: z.looseObject({ trace_id: name }),
    idempotent: "yes",
    vendorId: "trace_id",
  }),
};
