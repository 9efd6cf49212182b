import type { FollowerTags } from "../../../official/application/ports/tags.ts";
import type { CallEndpoint } from "../call/call-endpoint.ts";
import { createWeixinApi } from "../call/weixin-api.ts";
import { tags } from "../contract/modules/tags.ts";

/** The tags of an account by WeChat's API. */
export function createFollowerTags(call: CallEndpoint): FollowerTags {
  const api = createWeixinApi({ tags }, call).tags;
  return {
    async list(appId) {
      const { tags: all } = await api.list(appId);
      return all.map(({ id, name, count }) => ({ id, name, count }));
    },
    async create(appId, name) {
      const { tag } = await api.create(appId, { tag: { name } });
      return { id: tag.id, name: tag.name, count: 0 };
    },
    async rename(appId, id, name) {
      await api.rename(appId, { tag: { id, name } });
    },
    async remove(appId, id) {
      await api.delete(appId, { tag: { id } });
    },
    async tag(appId, tagid, openids) {
      await api.tag(appId, { tagid, openid_list: [...openids] });
    },
    async untag(appId, tagid, openids) {
      await api.untag(appId, { tagid, openid_list: [...openids] });
    },
  };
}
