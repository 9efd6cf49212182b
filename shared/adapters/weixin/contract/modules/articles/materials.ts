import * as z from "zod";
import { endpoint, upload } from "../../endpoint.ts";
import { bytes, done, name, nothing } from "../../shapes.ts";
import { article } from "./article.ts";

const family = "materials";
const byId = z.strictObject({ media_id: name });

/** Files that WeChat keeps until they are deleted (永久素材). */
export const materials = {
  /** `description`: JSON `{"title", "introduction"}`, for a video only. */
  add: upload({
    path: "/cgi-bin/material/add_material",
    family,
    request: z.strictObject({
      type: z.enum(["image", "voice", "video", "thumb"]),
      description: z.string().optional(),
    }),
    answer: z.looseObject({ media_id: name, url: z.string().optional() }),
    idempotent: "no",
    vendorId: "media_id",
    file: { part: "media", fields: ["description"] },
  }),
  /** An article comes as its text, a video as a URL. */
  get: endpoint({
    path: "/cgi-bin/material/get_material",
    method: "POST",
    family,
    request: byId,
    answer: z.union([
      bytes,
      z.looseObject({ news_item: z.array(article) }),
      z.looseObject({ title: z.string(), down_url: name }),
    ]),
    idempotent: "yes",
    binary: true,
  }),
  delete: endpoint({
    path: "/cgi-bin/material/del_material",
    method: "POST",
    family,
    request: byId,
    answer: done,
    idempotent: "yes",
  }),
  count: endpoint({
    path: "/cgi-bin/material/get_materialcount",
    method: "GET",
    family,
    request: nothing,
    answer: z.looseObject({
      voice_count: z.int(),
      video_count: z.int(),
      image_count: z.int(),
      news_count: z.int(),
    }),
    idempotent: "yes",
  }),
  list: endpoint({
    path: "/cgi-bin/material/batchget_material",
    method: "POST",
    family,
    request: z.strictObject({
      type: z.enum(["image", "voice", "video", "news"]),
      offset: z.int().min(0),
      count: z.int().min(1).max(20),
    }),
    answer: z.looseObject({
      total_count: z.int(),
      item_count: z.int(),
      item: z.array(z.looseObject({ media_id: name, update_time: z.int() })),
    }),
    idempotent: "yes",
  }),
};
