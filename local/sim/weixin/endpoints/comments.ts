import * as z from "zod";
import { OK, refused, type WeixinAnswer } from "../answer.ts";
import type { BehavioursOf, Desk } from "./behaviour.ts";

const article = z.object({ open: z.boolean() });
const comment = z.object({
  user_comment_id: z.int(),
  openid: z.string(),
  create_time: z.int(),
  content: z.string(),
  /** 1: elected. */
  comment_type: z.int(),
  reply: z.string(),
  deleted: z.boolean(),
});
type Comment = z.infer<typeof comment>;
type Place = { readonly msg_data_id: number; readonly index?: number | undefined };

const keyOf = ({ msg_data_id, index = 0 }: Place) => `${msg_data_id}/${index}`;
const articlesOf = (desk: Desk) => desk.shelf("commented", article);
const commentsOf = (desk: Desk, place: Place) => desk.shelf(`comments/${keyOf(place)}`, comment);

/** One comment stands under each article whose comments were opened. */
function setOpen(desk: Desk, place: Place, open: boolean): WeixinAnswer {
  articlesOf(desk).put(keyOf(place), { open });
  if (commentsOf(desk, place).list().length === 0) {
    commentsOf(desk, place).put("1", {
      user_comment_id: 1,
      openid: "openid-reader",
      create_time: Math.floor(desk.now / 1000),
      content: "写得真好！",
      comment_type: 0,
      reply: "",
      deleted: false,
    });
  }
  return OK;
}

function change(
  desk: Desk,
  place: Place & { readonly user_comment_id: number },
  to: (known: Comment) => Comment | undefined,
): WeixinAnswer {
  const id = String(place.user_comment_id);
  const known = commentsOf(desk, place).get(id);
  if (!known || known.deleted) return refused(88_008);
  const changed = to(known);
  if (!changed) return refused(88_005);
  commentsOf(desk, place).put(id, changed);
  return OK;
}

/** Comments on articles. */
export const comments: BehavioursOf<"comments"> = {
  open: (desk, place) => setOpen(desk, place, true),
  close: (desk, place) => (articlesOf(desk).get(keyOf(place)) ? setOpen(desk, place, false) : refused(88_001)),
  list(desk, { begin, count, type, ...place }) {
    if (!articlesOf(desk).get(keyOf(place))) return refused(88_001);
    const all = commentsOf(desk, place)
      .list()
      .map(({ thing }) => thing)
      .filter(({ deleted, comment_type }) => !deleted && (type === 0 || comment_type === type - 1))
      .map(({ reply, deleted: _deleted, ...rest }) => ({
        ...rest,
        ...(reply === "" ? {} : { reply: { content: reply, create_time: rest.create_time } }),
      }));
    return { ...OK, total: all.length, comment: all.slice(begin, begin + count) };
  },
  markElected: (desk, place) => change(desk, place, (known) => ({ ...known, comment_type: 1 })),
  unmarkElected: (desk, place) => change(desk, place, (known) => ({ ...known, comment_type: 0 })),
  delete: (desk, place) => change(desk, place, (known) => ({ ...known, deleted: true })),
  reply: (desk, place) =>
    change(desk, place, (known) => (known.reply === "" ? { ...known, reply: place.content } : undefined)),
  deleteReply: (desk, place) => change(desk, place, (known) => ({ ...known, reply: "" })),
};
