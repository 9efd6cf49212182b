import * as z from "zod";
import { bit, name } from "../../shapes.ts";

/** An article as WeChat tells it: what it has depends on its kind. */
export const article = z.looseObject({ title: z.string() });

const comments = { need_open_comment: bit.optional(), only_fans_can_comment: bit.optional() };

/** An article of a draft: a text with a cover (`news`), or pictures (`newspic`). */
export const draftArticle = z.union([
  z.looseObject({
    article_type: z.literal("news").optional(),
    title: name.max(64),
    author: z.string().optional(),
    digest: z.string().optional(),
    content: name,
    content_source_url: z.string().optional(),
    thumb_media_id: name,
    ...comments,
  }),
  z.looseObject({
    article_type: z.literal("newspic"),
    title: name.max(64),
    content: z.string(),
    image_info: z.looseObject({
      image_list: z
        .array(z.looseObject({ image_media_id: name }))
        .min(1)
        .max(20),
    }),
    ...comments,
  }),
]);
