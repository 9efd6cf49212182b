import * as z from "zod";
import { endpoint } from "../../endpoint.ts";
import { bit, digits, done, name } from "../../shapes.ts";
import { article } from "./article.ts";

const family = "publishing";

/** Articles that are published without being sent to anyone (发布能力). */
export const publishing = {
  /** Its end comes as the event PUBLISHJOBFINISH. */
  submit: endpoint({
    path: "/cgi-bin/freepublish/submit",
    method: "POST",
    family,
    request: z.strictObject({ media_id: name }),
    answer: z.looseObject({ publish_id: digits, msg_data_id: digits.optional() }),
    idempotent: "no",
    vendorId: "publish_id",
  }),
  /** `publish_status`: 0 done, 1 going on, 2 refused as not original, 3 failed, 4 refused by the platform, 5 deleted, 6 banned. */
  get: endpoint({
    path: "/cgi-bin/freepublish/get",
    method: "POST",
    family,
    request: z.strictObject({ publish_id: name }),
    answer: z.looseObject({ publish_id: digits, publish_status: z.int(), article_id: z.string().optional() }),
    idempotent: "yes",
  }),
  /** `index`: from 1; 0 deletes all its articles, which cannot be taken back. */
  delete: endpoint({
    path: "/cgi-bin/freepublish/delete",
    method: "POST",
    family,
    request: z.strictObject({ article_id: name, index: z.int().min(0).max(8).optional() }),
    answer: done,
    idempotent: "yes",
  }),
  getArticle: endpoint({
    path: "/cgi-bin/freepublish/getarticle",
    method: "POST",
    family,
    request: z.strictObject({ article_id: name }),
    answer: z.looseObject({ news_item: z.array(article) }),
    idempotent: "yes",
  }),
  list: endpoint({
    path: "/cgi-bin/freepublish/batchget",
    method: "POST",
    family,
    request: z.strictObject({ offset: z.int().min(0), count: z.int().min(1).max(20), no_content: bit.optional() }),
    answer: z.looseObject({
      total_count: z.int(),
      item_count: z.int(),
      item: z.array(z.looseObject({ article_id: name, update_time: z.int() })),
    }),
    idempotent: "yes",
  }),
};
