import * as z from "zod";
import { endpoint } from "../../endpoint.ts";
import { done } from "../../shapes.ts";

const family = "comments";
/** An article that was sent or published: its message's data id, and its place there from 0. */
const article = { msg_data_id: z.int(), index: z.int().min(0).optional() };
const comment = z.strictObject({ ...article, user_comment_id: z.int() });

/** Comments on articles (图文消息留言管理). */
export const comments = {
  open: endpoint({
    path: "/cgi-bin/comment/open",
    method: "POST",
    family,
    request: z.strictObject(article),
    answer: done,
    idempotent: "yes",
  }),
  close: endpoint({
    path: "/cgi-bin/comment/close",
    method: "POST",
    family,
    request: z.strictObject(article),
    answer: done,
    idempotent: "yes",
  }),
  /** `type`: 0 all, 1 ordinary ones, 2 elected ones. */
  list: endpoint({
    path: "/cgi-bin/comment/list",
    method: "POST",
    family,
    request: z.strictObject({
      ...article,
      begin: z.int().min(0),
      count: z.int().min(1).max(49),
      type: z.int().min(0).max(2),
    }),
    answer: z.looseObject({
      total: z.int(),
      comment: z.array(z.looseObject({ user_comment_id: z.int(), content: z.string() })),
    }),
    idempotent: "yes",
  }),
  markElected: endpoint({
    path: "/cgi-bin/comment/markelect",
    method: "POST",
    family,
    request: comment,
    answer: done,
    idempotent: "yes",
  }),
  unmarkElected: endpoint({
    path: "/cgi-bin/comment/unmarkelect",
    method: "POST",
    family,
    request: comment,
    answer: done,
    idempotent: "yes",
  }),
  delete: endpoint({
    path: "/cgi-bin/comment/delete",
    method: "POST",
    family,
    request: comment,
    answer: done,
    idempotent: "yes",
  }),
  /** A comment has one reply. */
  reply: endpoint({
    path: "/cgi-bin/comment/reply/add",
    method: "POST",
    family,
    request: comment.extend({ content: z.string().min(1) }),
    answer: done,
    idempotent: "no",
  }),
  deleteReply: endpoint({
    path: "/cgi-bin/comment/reply/delete",
    method: "POST",
    family,
    request: comment,
    answer: done,
    idempotent: "yes",
  }),
};
