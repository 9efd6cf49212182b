import * as z from "zod";
import { endpoint } from "../../endpoint.ts";
import { bit, done, name, nothing } from "../../shapes.ts";
import { article, draftArticle } from "./article.ts";

const family = "drafts";
const byId = z.strictObject({ media_id: name });

/** Articles before they are published (草稿箱). */
export const drafts = {
  add: endpoint({
    path: "/cgi-bin/draft/add",
    method: "POST",
    family,
    request: z.strictObject({ articles: z.array(draftArticle).min(1).max(8) }),
    answer: z.looseObject({ media_id: name }),
    idempotent: "no",
    vendorId: "media_id",
  }),
  get: endpoint({
    path: "/cgi-bin/draft/get",
    method: "POST",
    family,
    request: byId,
    answer: z.looseObject({ news_item: z.array(article) }),
    idempotent: "yes",
  }),
  delete: endpoint({
    path: "/cgi-bin/draft/delete",
    method: "POST",
    family,
    request: byId,
    answer: done,
    idempotent: "yes",
  }),
  /** `index`: which of the draft's articles, from 0. */
  update: endpoint({
    path: "/cgi-bin/draft/update",
    method: "POST",
    family,
    request: z.strictObject({ media_id: name, index: z.int().min(0).max(7), articles: draftArticle }),
    answer: done,
    idempotent: "yes",
  }),
  count: endpoint({
    path: "/cgi-bin/draft/count",
    method: "GET",
    family,
    request: nothing,
    answer: z.looseObject({ total_count: z.int() }),
    idempotent: "yes",
  }),
  list: endpoint({
    path: "/cgi-bin/draft/batchget",
    method: "POST",
    family,
    request: z.strictObject({ offset: z.int().min(0), count: z.int().min(1).max(20), no_content: bit.optional() }),
    answer: z.looseObject({
      total_count: z.int(),
      item_count: z.int(),
      item: z.array(z.looseObject({ media_id: name, update_time: z.int() })),
    }),
    idempotent: "yes",
  }),
  /** Turns drafts and free publishing on, for good; `checkonly` 1 only asks. */
  switch: endpoint({
    path: "/cgi-bin/draft/switch",
    method: "POST",
    family,
    request: z.strictObject({ checkonly: bit.optional() }),
    answer: z.looseObject({ is_open: z.int().optional() }),
    idempotent: "yes",
    query: ["checkonly"],
  }),
};
