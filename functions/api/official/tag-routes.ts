import * as z from "zod";
import { forOfficialAccounts } from "../../../shared/official/application/for-official-accounts.ts";
import { accountParams, wxidSchema } from "../accounts/params.ts";
import { DONE, done } from "../http/done.ts";
import { routesOver } from "../http/route.ts";
import { requestSchema, responseSchema } from "../http/schema-names.ts";
import { tagParams, weixinProblems } from "./params.ts";
import type { WeixinPorts } from "./weixin-ports.ts";

const { route, routes } = routesOver("official", (ports: WeixinPorts) => ({
  tags: forOfficialAccounts(ports.accounts, ports.followerTags),
}));

const tagView = responseSchema("FollowerTag", z.object({ id: z.int(), name: z.string(), count: z.int() }));
const tagList = responseSchema("FollowerTagList", z.object({ tags: z.array(tagView).readonly() }));
const tagName = requestSchema("FollowerTagName", z.strictObject({ name: z.string().trim().min(1).max(30) }));
const tagged = requestSchema("TaggedFollowers", z.strictObject({ openids: z.array(wxidSchema).min(1).max(50) }));

const tag = { id: 100, name: "会员", count: 0 };
const common = { response: done, status: 200, problems: weixinProblems } as const;

export const followerTagRoutes = routes([
  route({
    operationId: "listFollowerTags",
    method: "GET",
    path: "/api/accounts/{appId}/follower-tags",
    role: "viewer",
    summary: "Asks WeChat for the tags of an Official Account's followers; these are not the tags of profiles",
    request: z.object({ params: accountParams }),
    response: tagList,
    status: 200,
    problems: weixinProblems,
    example: { response: { tags: [tag] } },
    handle: async (api, { params: { appId } }) => ({ tags: await api.tags.list(appId) }),
  }),
  route({
    operationId: "createFollowerTag",
    method: "POST",
    path: "/api/accounts/{appId}/follower-tags",
    role: "operator",
    summary: "Makes a tag of followers, of which an account has 100 at most",
    request: z.object({ params: accountParams, body: tagName }),
    response: tagView,
    status: 201,
    problems: weixinProblems,
    example: { body: { name: tag.name }, response: tag },
    handle: (api, { params: { appId }, body: { name } }) => api.tags.create(appId, name),
  }),
  route({
    ...common,
    operationId: "renameFollowerTag",
    method: "PATCH",
    path: "/api/accounts/{appId}/follower-tags/{tagId}",
    role: "operator",
    summary: "Gives a tag of followers another name",
    request: z.object({ params: tagParams, body: tagName }),
    example: { body: { name: "老会员" }, response: DONE },
    async handle(api, { params: { appId, tagId }, body: { name } }) {
      await api.tags.rename(appId, tagId, name);
      return DONE;
    },
  }),
  route({
    ...common,
    operationId: "deleteFollowerTag",
    method: "DELETE",
    path: "/api/accounts/{appId}/follower-tags/{tagId}",
    role: "operator",
    summary: "Deletes a tag of followers, which up to 100,000 of them may have",
    request: z.object({ params: tagParams }),
    example: { response: DONE },
    async handle(api, { params: { appId, tagId } }) {
      await api.tags.remove(appId, tagId);
      return DONE;
    },
  }),
  taggingRoute("tag", "tagFollowers", "Gives up to 50 followers a tag; each may have 20"),
  taggingRoute("untag", "untagFollowers", "Takes a tag from up to 50 followers"),
]);

function taggingRoute(change: "tag" | "untag", operationId: string, summary: string) {
  return route({
    ...common,
    operationId,
    method: "POST",
    path: `/api/accounts/{appId}/follower-tags/{tagId}/${change}`,
    role: "operator",
    summary,
    request: z.object({ params: tagParams, body: tagged }),
    example: { body: { openids: ["oGTcHv1Zq8fKk3nQ2wX5yB7dL0mR"] }, response: DONE },
    async handle(api, { params: { appId, tagId }, body: { openids } }) {
      await api.tags[change](appId, tagId, openids);
      return DONE;
    },
  });
}
