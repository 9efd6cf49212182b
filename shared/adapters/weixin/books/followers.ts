import type { Follower, Followers } from "../../../official/application/ports/followers.ts";
import type { CallEndpoint } from "../call/call-endpoint.ts";
import { createWeixinApi } from "../call/weixin-api.ts";
import type { AnswerOf } from "../contract/endpoint.ts";
import { tags } from "../contract/modules/tags.ts";
import { users } from "../contract/modules/users.ts";

/** WeChat gives so many openids a page. */
const MOST_OPENIDS = 10_000;

/** The followers of an account by WeChat's API. */
export function createFollowers(call: CallEndpoint): Followers {
  const api = createWeixinApi({ users, tags }, call);
  return {
    async page(appId, limit, cursor) {
      const { total = 0, data } = await api.users.list(appId, cursor === undefined ? {} : { next_openid: cursor });
      const all = data?.openid ?? [];
      const openids = all.slice(0, limit);
      const last = all.length > limit || all.length >= MOST_OPENIDS ? openids.at(-1) : undefined;
      const next = last === undefined ? {} : { cursor: last };
      if (openids.length === 0) return { total, followers: [], ...next };
      const { user_info_list } = await api.users.batchGet(appId, { user_list: openids.map((openid) => ({ openid })) });
      return { total, followers: user_info_list.map(followerOf), ...next };
    },
    async get(appId, openid) {
      return followerOf(await api.users.get(appId, { openid }));
    },
    async setRemark(appId, openid, remark) {
      await api.users.setRemark(appId, { openid, remark });
    },
    async blocked(appId, cursor) {
      const {
        total = 0,
        count,
        data,
        next_openid,
      } = await api.tags.listBlocked(appId, cursor === undefined ? {} : { begin_openid: cursor });
      const next = count >= MOST_OPENIDS && next_openid ? { cursor: next_openid } : {};
      return { total, openids: data?.openid ?? [], ...next };
    },
    async block(appId, openids) {
      await api.tags.block(appId, { openid_list: [...openids] });
    },
    async unblock(appId, openids) {
      await api.tags.unblock(appId, { openid_list: [...openids] });
    },
  };
}

function followerOf(profile: AnswerOf<typeof users.get>): Follower {
  const { openid, subscribe, unionid, remark = "", tagid_list = [], language, subscribe_time } = profile;
  const scene = profile.qr_scene_str || String(profile.qr_scene ?? "");
  return {
    openid,
    follows: subscribe === 1,
    remark,
    tagIds: tagid_list,
    ...(unionid ? { unionid } : {}),
    ...(language ? { language } : {}),
    ...(subscribe_time ? { followedAt: subscribe_time * 1000 } : {}),
    ...(profile.subscribe_scene ? { cameBy: profile.subscribe_scene } : {}),
    ...(scene === "" || scene === "0" ? {} : { scene }),
  };
}
