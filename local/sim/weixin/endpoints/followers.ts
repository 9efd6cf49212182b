import * as z from "zod";
import { OK, refused, type WeixinAnswer } from "../answer.ts";
import type { BehavioursOf, Desk } from "./behaviour.ts";

const tag = z.object({ id: z.int(), name: z.string() });
const profile = z.object({ remark: z.string(), tags: z.array(z.int()) });
const NEW = { remark: "", tags: [] };

/** The tags that WeChat keeps for itself. */
const RESERVED = 2;
const FIRST_ID = 100;
const MOST_TAGS = 100;
const MOST_OF_ONE = 20;
const PAGE = 10_000;

const tagsOf = (desk: Desk) => desk.shelf("tags", tag);
const profilesOf = (desk: Desk) => desk.shelf("profiles", profile);
const blockedOf = (desk: Desk) => desk.shelf("blocked", z.object({}));
const profileOf = (desk: Desk, openid: string) => profilesOf(desk).get(openid) ?? NEW;
const isKnown = ({ users, appId }: Desk, openid: string) => users.follows(appId, openid) !== undefined;
const tagById = (desk: Desk, id: number) => tagsOf(desk).get(String(id));

function told(desk: Desk, openid: string): WeixinAnswer {
  if (!desk.users.follows(desk.appId, openid)) return { subscribe: 0, openid };
  const { remark, tags: tagid_list } = profileOf(desk, openid);
  return {
    subscribe: 1,
    openid,
    language: "zh_CN",
    subscribe_time: Math.floor(desk.now / 1000) - 86_400,
    remark,
    groupid: tagid_list[0] ?? 0,
    tagid_list,
    subscribe_scene: "ADD_SCENE_QR_CODE",
    qr_scene: 0,
    qr_scene_str: "",
  };
}

/** A page of openids after one of them; `total` where WeChat tells it. */
function page(all: readonly string[], after = "", total = false): WeixinAnswer {
  const from = after === "" ? 0 : all.indexOf(after) + 1;
  const openid = all.slice(from, from + PAGE);
  const head = { ...(total ? { total: all.length } : {}), count: openid.length };
  return openid.length === 0
    ? { ...head, next_openid: "" }
    : { ...head, data: { openid }, next_openid: openid.at(-1) ?? "" };
}

/** Sets the tags of people; the errcode where one of them, or the tag, is not there. */
function retag(
  desk: Desk,
  openids: readonly string[],
  id: number,
  change: (tags: readonly number[]) => number[],
): WeixinAnswer {
  if (!tagById(desk, id)) return refused(45159);
  if (!openids.every((openid) => isKnown(desk, openid))) return refused(40003);
  const changed = openids.map((openid) => ({ openid, tags: change(profileOf(desk, openid).tags) }));
  if (changed.some(({ tags }) => tags.length > MOST_OF_ONE)) return refused(45059);
  for (const { openid, tags } of changed) profilesOf(desk).put(openid, { ...profileOf(desk, openid), tags });
  return OK;
}

const membersOf = (desk: Desk, id: number) =>
  desk.users.followers(desk.appId).filter((openid) => profileOf(desk, openid).tags.includes(id));

/** People who follow an account. */
export const users: BehavioursOf<"users"> = {
  get: (desk, { openid }) => (isKnown(desk, openid) ? told(desk, openid) : refused(40003)),
  batchGet: (desk, { user_list }) =>
    user_list.every(({ openid }) => isKnown(desk, openid))
      ? { user_info_list: user_list.map(({ openid }) => told(desk, openid)) }
      : refused(40003),
  list(desk, { next_openid = "" }) {
    const all = desk.users.followers(desk.appId);
    if (next_openid !== "" && !all.includes(next_openid)) return refused(40003);
    return page(all, next_openid, true);
  },
  setRemark(desk, { openid, remark }) {
    if (!isKnown(desk, openid)) return refused(40003);
    profilesOf(desk).put(openid, { ...profileOf(desk, openid), remark });
    return OK;
  },
  changeOpenid: (_desk, { openid_list }) => ({
    ...OK,
    result_list: openid_list.map((ori_openid) =>
      ori_openid.startsWith("o")
        ? { ori_openid, new_openid: `${ori_openid}-new`, err_msg: "ok" }
        : { ori_openid, err_msg: "ori_openid error" },
    ),
  }),
};

/** Tags of followers, and the blacklist. */
export const tags: BehavioursOf<"tags"> = {
  create(desk, { tag: { name } }) {
    const all = tagsOf(desk).list();
    if (Buffer.byteLength(name) > 30) return refused(45158);
    if (all.some(({ thing }) => thing.name === name)) return refused(45157);
    if (all.length >= MOST_TAGS) return refused(45056);
    const id = Math.max(FIRST_ID - 1, ...all.map(({ thing }) => thing.id)) + 1;
    tagsOf(desk).put(String(id), { id, name });
    return { tag: { id, name } };
  },
  list: (desk) => ({
    tags: [
      { id: RESERVED, name: "星标组", count: 0 },
      ...tagsOf(desk)
        .list()
        .map(({ thing }) => ({ ...thing, count: membersOf(desk, thing.id).length })),
    ],
  }),
  rename(desk, { tag: { id, name } }) {
    if (id <= RESERVED) return refused(45058);
    if (!tagById(desk, id)) return refused(45159);
    if (
      tagsOf(desk)
        .list()
        .some(({ thing }) => thing.name === name && thing.id !== id)
    )
      return refused(45157);
    tagsOf(desk).put(String(id), { id, name });
    return OK;
  },
  delete(desk, { tag: { id } }) {
    if (id <= RESERVED) return refused(45058);
    for (const openid of membersOf(desk, id)) retag(desk, [openid], id, (of) => of.filter((one) => one !== id));
    return tagsOf(desk).delete(String(id)) ? OK : refused(45159);
  },
  listMembers: (desk, { tagid, next_openid }) =>
    tagById(desk, tagid) ? page(membersOf(desk, tagid), next_openid) : refused(45159),
  tag: (desk, { openid_list, tagid }) => retag(desk, openid_list, tagid, (of) => [...new Set([...of, tagid])]),
  untag: (desk, { openid_list, tagid }) => retag(desk, openid_list, tagid, (of) => of.filter((id) => id !== tagid)),
  ofUser: (desk, { openid }) => (isKnown(desk, openid) ? { tagid_list: profileOf(desk, openid).tags } : refused(40003)),
  listBlocked: (desk, { begin_openid }) =>
    page(
      blockedOf(desk)
        .list()
        .map(({ id }) => id),
      begin_openid,
      true,
    ),
  block(desk, { openid_list }) {
    if (!openid_list.every((openid) => isKnown(desk, openid))) return refused(40003);
    for (const openid of openid_list) blockedOf(desk).put(openid, {});
    return OK;
  },
  unblock(desk, { openid_list }) {
    for (const openid of openid_list) blockedOf(desk).delete(openid);
    return OK;
  },
};
