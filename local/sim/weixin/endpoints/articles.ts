import { OK, refused, type SimErrcode } from "../answer.ts";
import type { BehavioursOf, Desk } from "./behaviour.ts";
import { newKey, newNumber, onWire } from "./ids.ts";
import { type Draft, draftsOf, materialsOf, publishedOf } from "./things.ts";

const withUrl = (article: Readonly<Record<string, unknown>>) => ({
  url: "http://mp.weixin.qq.com/s/local",
  ...article,
});

/** The cover of an article must be a material that stays. */
function fault(desk: Desk, all: readonly Readonly<Record<string, unknown>>[]): SimErrcode | undefined {
  const covers = all.flatMap(({ thumb_media_id }) => (typeof thumb_media_id === "string" ? [thumb_media_id] : []));
  return covers.every((id) => materialsOf(desk).get(id)) ? undefined : 40007;
}

/** A page of things that have articles, the latest first; without the texts by `no_content`. */
function page<T extends Pick<Draft, "articles" | "at">>(
  all: readonly { readonly id: string; readonly thing: T }[],
  idName: string,
  { offset, count, no_content }: { offset: number; count: number; no_content?: 0 | 1 | undefined },
) {
  const item = all
    .toReversed()
    .slice(offset, offset + count)
    .map(({ id, thing }) => ({
      [idName]: id,
      content: {
        news_item: thing.articles.map((article) => withUrl(no_content === 1 ? { ...article, content: "" } : article)),
      },
      update_time: thing.at,
    }));
  return { total_count: all.length, item_count: item.length, item };
}

/** Articles before they are published. */
export const drafts: BehavioursOf<"drafts"> = {
  add(desk, { articles: all }) {
    const wrong = fault(desk, all);
    if (wrong) return refused(wrong);
    const media_id = newKey();
    draftsOf(desk).put(media_id, { articles: [...all], at: Math.floor(desk.now / 1000) });
    return { media_id };
  },
  get(desk, { media_id }) {
    const known = draftsOf(desk).get(media_id);
    return known ? { news_item: known.articles.map(withUrl) } : refused(40007);
  },
  delete: (desk, { media_id }) => (draftsOf(desk).delete(media_id) ? OK : refused(40007)),
  update(desk, { media_id, index, articles: changed }) {
    const known = draftsOf(desk).get(media_id);
    if (!known?.articles[index]) return refused(40007);
    const wrong = fault(desk, [changed]);
    if (wrong) return refused(wrong);
    draftsOf(desk).put(media_id, { ...known, articles: known.articles.with(index, changed) });
    return OK;
  },
  count: (desk) => ({ total_count: draftsOf(desk).list().length }),
  list: (desk, request) => page(draftsOf(desk).list(), "media_id", request),
  switch: () => ({ ...OK, is_open: 1 }),
};

/** Articles that are published. A draft is gone when it is published. */
export const publishing: BehavioursOf<"publishing"> = {
  submit(desk, { media_id }) {
    const known = draftsOf(desk).get(media_id);
    if (!known) return refused(40007);
    const publishId = newNumber().slice(0, 10);
    const article_id = newKey();
    draftsOf(desk).delete(media_id);
    publishedOf(desk).put(article_id, { ...known, publishId });
    desk.tell("PUBLISHJOBFINISH", "", {
      PublishEventInfo: { publish_id: publishId, publish_status: 0, article_id },
    });
    return { ...OK, publish_id: publishId, msg_data_id: onWire(newNumber()) };
  },
  get(desk, { publish_id }) {
    const found = publishedOf(desk)
      .list()
      .find(({ thing }) => thing.publishId === publish_id);
    return found ? { publish_id, publish_status: 0, article_id: found.id, fail_idx: [] } : refused(53_600);
  },
  delete: (desk, { article_id }) => (publishedOf(desk).delete(article_id) ? OK : refused(53_600)),
  getArticle(desk, { article_id }) {
    const known = publishedOf(desk).get(article_id);
    return known ? { news_item: known.articles.map(withUrl) } : refused(53_600);
  },
  list: (desk, request) => page(publishedOf(desk).list(), "article_id", request),
};
