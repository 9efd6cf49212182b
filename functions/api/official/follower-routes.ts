import * as z from "zod";
import { forOfficialAccounts } from "../../../shared/official/application/for-official-accounts.ts";
import { accountParams, wxidSchema } from "../accounts/params.ts";
import { DONE, done } from "../http/done.ts";
import { nextCursor, pageQuery } from "../http/paging.ts";
import { routesOver } from "../http/route.ts";
import { requestSchema, responseSchema } from "../http/schema-names.ts";
import { followerParams, weixinProblems } from "./params.ts";
import type { WeixinPorts } from "./weixin-ports.ts";

const { route, routes } = routesOver("official", (ports: WeixinPorts) => ({
  followers: forOfficialAccounts(ports.accounts, ports.followers),
}));

const followerView = responseSchema(
  "Follower",
  z.object({
    openid: z.string(),
    follows: z.boolean(),
    unionid: z.string().optional(),
    remark: z.string(),
    tagIds: z.array(z.int()).readonly(),
    language: z.string().optional(),
    followedAt: z.number().optional(),
    /** WeChat's word for the way in: ADD_SCENE_QR_CODE, … */
    cameBy: z.string().optional(),
    scene: z.string().optional(),
  }),
);
const followerPage = responseSchema(
  "FollowerPage",
  z.object({ total: z.int(), followers: z.array(followerView).readonly(), cursor: nextCursor }),
);
const blockedPage = responseSchema(
  "BlockedFollowers",
  z.object({ total: z.int(), openids: z.array(z.string()).readonly(), cursor: nextCursor }),
);
const remark = requestSchema("FollowerRemark", z.strictObject({ remark: z.string().trim().max(30) }));
const people = requestSchema("BlockedChange", z.strictObject({ openids: z.array(wxidSchema).min(1).max(20) }));

const openid = "oGTcHv1Zq8fKk3nQ2wX5yB7dL0mR";
const follower = { openid, follows: true, remark: "老客户", tagIds: [100], followedAt: 1_767_225_600_000 };
const common = { response: done, status: 200, problems: weixinProblems } as const;

export const followerRoutes = routes([
  route({
    operationId: "listFollowers",
    method: "GET",
    path: "/api/accounts/{appId}/followers",
    role: "viewer",
    summary: "Asks WeChat for a page of an Official Account's followers with their profiles",
    request: z.object({ params: accountParams, query: pageQuery }),
    response: followerPage,
    status: 200,
    problems: weixinProblems,
    example: { response: { total: 1204, followers: [follower], cursor: openid } },
    handle: (api, { params: { appId }, query: { limit, cursor } }) => api.followers.page(appId, limit, cursor),
  }),
  route({
    operationId: "getFollower",
    method: "GET",
    path: "/api/accounts/{appId}/followers/{openid}",
    role: "viewer",
    summary: "Asks WeChat for a person's profile at an Official Account; `follows` is false for one who left",
    request: z.object({ params: followerParams }),
    response: followerView,
    status: 200,
    problems: weixinProblems,
    example: { response: follower },
    handle: (api, { params: { appId, openid: person } }) => api.followers.get(appId, person),
  }),
  route({
    ...common,
    operationId: "setFollowerRemark",
    method: "PUT",
    path: "/api/accounts/{appId}/followers/{openid}/remark",
    role: "operator",
    summary: "Sets the remark of a follower at WeChat; an empty one takes it away",
    request: z.object({ params: followerParams, body: remark }),
    example: { body: { remark: "老客户" }, response: DONE },
    async handle(api, { params: { appId, openid: person }, body }) {
      await api.followers.setRemark(appId, person, body.remark);
      return DONE;
    },
  }),
  route({
    operationId: "listBlockedFollowers",
    method: "GET",
    path: "/api/accounts/{appId}/blacklist",
    role: "viewer",
    summary: "Asks WeChat for the openids on an Official Account's blacklist, up to 10,000 a page",
    request: z.object({ params: accountParams, query: pageQuery.pick({ cursor: true }) }),
    response: blockedPage,
    status: 200,
    problems: weixinProblems,
    example: { response: { total: 1, openids: [openid] } },
    handle: (api, { params: { appId }, query: { cursor } }) => api.followers.blocked(appId, cursor),
  }),
  blacklistRoute("block", "blockFollowers", "Puts up to 20 people on the blacklist: their messages no longer come in"),
  blacklistRoute("unblock", "unblockFollowers", "Takes up to 20 people off the blacklist"),
]);

function blacklistRoute(change: "block" | "unblock", operationId: string, summary: string) {
  return route({
    ...common,
    operationId,
    method: "POST",
    path: `/api/accounts/{appId}/blacklist/${change}`,
    role: "operator",
    summary,
    request: z.object({ params: accountParams, body: people }),
    example: { body: { openids: [openid] }, response: DONE },
    async handle(api, { params: { appId }, body: { openids } }) {
      await api.followers[change](appId, openids);
      return DONE;
    },
  });
}
