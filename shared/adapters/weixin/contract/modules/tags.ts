import * as z from "zod";
import { endpoint } from "../endpoint.ts";
import { done, name, nothing } from "../shapes.ts";
import { openidPage } from "./users.ts";

const family = "tags";
const tagName = name.max(30);
const members = z.strictObject({ openid_list: z.array(name).min(1).max(50), tagid: z.int() });
const blocked = z.strictObject({ openid_list: z.array(name).min(1).max(20) });

/** Tags of followers, and the blacklist (用户标签管理, 黑名单管理). */
export const tags = {
  create: endpoint({
    path: "/cgi-bin/tags/create",
    method: "POST",
    family,
    request: z.strictObject({ tag: z.strictObject({ name: tagName }) }),
    answer: z.looseObject({ tag: z.looseObject({ id: z.int(), name: z.string() }) }),
    idempotent: "no",
    vendorId: "tag.id",
  }),
  list: endpoint({
    path: "/cgi-bin/tags/get",
    method: "GET",
    family,
    request: nothing,
    answer: z.looseObject({ tags: z.array(z.looseObject({ id: z.int(), name: z.string(), count: z.int() })) }),
    idempotent: "yes",
  }),
  rename: endpoint({
    path: "/cgi-bin/tags/update",
    method: "POST",
    family,
    request: z.strictObject({ tag: z.strictObject({ id: z.int(), name: tagName }) }),
    answer: done,
    idempotent: "yes",
  }),
  delete: endpoint({
    path: "/cgi-bin/tags/delete",
    method: "POST",
    family,
    request: z.strictObject({ tag: z.strictObject({ id: z.int() }) }),
    answer: done,
    idempotent: "yes",
  }),
  listMembers: endpoint({
    path: "/cgi-bin/user/tag/get",
    method: "POST",
    family,
    request: z.strictObject({ tagid: z.int(), next_openid: z.string().optional() }),
    answer: openidPage,
    idempotent: "yes",
  }),
  tag: endpoint({
    path: "/cgi-bin/tags/members/batchtagging",
    method: "POST",
    family,
    request: members,
    answer: done,
    idempotent: "yes",
  }),
  untag: endpoint({
    path: "/cgi-bin/tags/members/batchuntagging",
    method: "POST",
    family,
    request: members,
    answer: done,
    idempotent: "yes",
  }),
  ofUser: endpoint({
    path: "/cgi-bin/tags/getidlist",
    method: "POST",
    family,
    request: z.strictObject({ openid: name }),
    answer: z.looseObject({ tagid_list: z.array(z.int()) }),
    idempotent: "yes",
  }),
  listBlocked: endpoint({
    path: "/cgi-bin/tags/members/getblacklist",
    method: "POST",
    family,
    request: z.strictObject({ begin_openid: z.string().optional() }),
    answer: openidPage,
    idempotent: "yes",
  }),
  block: endpoint({
    path: "/cgi-bin/tags/members/batchblacklist",
    method: "POST",
    family,
    request: blocked,
    answer: done,
    idempotent: "yes",
  }),
  unblock: endpoint({
    path: "/cgi-bin/tags/members/batchunblacklist",
    method: "POST",
    family,
    request: blocked,
    answer: done,
    idempotent: "yes",
  }),
};
