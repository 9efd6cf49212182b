import * as z from "zod";
import { createEditGroups } from "../../../shared/directory/application/edit-groups.ts";
import { groupMemberSchema, groupSchema } from "../../../shared/directory/domain/directory.ts";
import { AppError } from "../../../shared/kernel/domain/errors.ts";
import { gatewayProblems } from "../accounts/gateway-problems.ts";
import { accountParams, wxidSchema } from "../accounts/params.ts";
import { DONE, done } from "../http/done.ts";
import { nextCursor, pageQuery } from "../http/paging.ts";
import { routesOver } from "../http/route.ts";
import { requestSchema, responseSchema } from "../http/schema-names.ts";
import { groupParams } from "./params.ts";
import type { DirectoryPorts } from "./ports.ts";
import { createRefresher } from "./use-cases.ts";

const { route, routes } = routesOver("directory", (ports: DirectoryPorts) => ({
  directory: ports.directory,
  groups: createEditGroups({ ...ports, refreshSoon: createRefresher(ports) }),
}));

const groupView = responseSchema("Group", groupSchema);
const groupPage = responseSchema("GroupPage", z.object({ groups: z.array(groupView).readonly(), cursor: nextCursor }));
const groupWithMembers = responseSchema(
  "GroupWithMembers",
  groupSchema.extend({ members: z.array(responseSchema("GroupMember", groupMemberSchema)).readonly() }),
);

const creation = requestSchema("GroupCreation", z.strictObject({ wxids: z.array(wxidSchema).min(2).max(40) }));
const created = responseSchema("CreatedGroup", z.object({ groupId: z.string() }));
const joining = requestSchema(
  "GroupJoining",
  z
    .strictObject({ invitationUrl: z.url().exactOptional(), qrUrl: z.url().exactOptional() })
    .refine((fields) => Object.keys(fields).length === 1, "name exactly one of invitationUrl, qrUrl"),
);
const change = requestSchema(
  "GroupChange",
  z
    .strictObject({
      name: z.string().trim().min(1).max(100).exactOptional(),
      remark: z.string().max(100).exactOptional(),
      /** What the account itself is called in the group. */
      ownName: z.string().max(100).exactOptional(),
      pinned: z.boolean().exactOptional(),
      silenced: z.boolean().exactOptional(),
      /** Whether the group is in the address book; a sync finds saved groups only. */
      saved: z.boolean().exactOptional(),
    })
    .refine((fields) => Object.keys(fields).length === 1, {
      message: "name exactly one of name, remark, ownName, pinned, silenced, saved",
    }),
);

const group = {
  id: "10000000001@chatroom",
  name: "VIP 客户群",
  remark: "",
  owner: "wxid_shop1",
  memberCount: 2,
  avatarUrl: "",
  updatedAt: 1_767_225_600_000,
};
const members = [
  { wxid: "wxid_shop1", nickname: "Shop", displayName: "店长" },
  { wxid: "wxid_customer", nickname: "小明", displayName: "" },
];

export const groupRoutes = routes([
  route({
    operationId: "listGroups",
    method: "GET",
    path: "/api/accounts/{appId}/groups",
    role: "viewer",
    summary: "Lists an account's groups by id, without their members",
    request: z.object({ params: accountParams, query: pageQuery }),
    response: groupPage,
    status: 200,
    example: { response: { groups: [group] } },
    handle: (api, { params: { appId }, query: { limit, cursor } }) => api.directory.groups(appId, limit, cursor),
  }),
  route({
    operationId: "getGroup",
    method: "GET",
    path: "/api/accounts/{appId}/groups/{groupId}",
    role: "viewer",
    summary: "Shows one group with all its members",
    request: z.object({ params: groupParams }),
    response: groupWithMembers,
    status: 200,
    example: { response: { ...group, members } },
    async handle(api, { params: { appId, groupId } }) {
      const [known, its] = await Promise.all([
        api.directory.group(appId, groupId),
        api.directory.members(appId, groupId),
      ]);
      if (known) return { ...known, members: its };
      throw new AppError("not-found", `no group '${groupId}' of '${appId}' is known`, { details: { appId, groupId } });
    },
  }),
  route({
    operationId: "createGroup",
    method: "POST",
    path: "/api/accounts/{appId}/groups",
    role: "operator",
    summary: "Makes a group of the account and two friends or more",
    request: z.object({ params: accountParams, body: creation }),
    response: created,
    status: 201,
    problems: gatewayProblems,
    example: { body: { wxids: ["wxid_customer", "wxid_colleague"] }, response: { groupId: group.id } },
    handle: async (api, { params: { appId }, body: { wxids } }) => ({
      groupId: await api.groups.create(appId, wxids),
    }),
  }),
  route({
    operationId: "joinGroup",
    method: "POST",
    path: "/api/accounts/{appId}/groups/join",
    role: "operator",
    summary: "Joins a group by the URL of an invitation's callback, or by what a group's QR code says",
    request: z.object({ params: accountParams, body: joining }),
    response: created,
    status: 200,
    problems: gatewayProblems,
    example: { body: { qrUrl: "https://weixin.qq.com/g/AwYAAJx" }, response: { groupId: group.id } },
    async handle(api, { params: { appId }, body: { invitationUrl, qrUrl = "" } }) {
      const way = invitationUrl === undefined ? { qrUrl } : { invitationUrl };
      return { groupId: await api.groups.join(appId, way) };
    },
  }),
  route({
    operationId: "updateGroup",
    method: "PATCH",
    path: "/api/accounts/{appId}/groups/{groupId}",
    role: "operator",
    summary: "Changes one thing of a group: its name, or what only the account sees (remark, own name, pinned, …)",
    request: z.object({ params: groupParams, body: change }),
    response: done,
    status: 200,
    problems: gatewayProblems,
    example: { body: { name: "VIP 客户群" }, response: DONE },
    async handle(api, { params: { appId, groupId }, body }) {
      await api.groups.change(appId, groupId, body);
      return DONE;
    },
  }),
  route({
    operationId: "leaveGroup",
    method: "POST",
    path: "/api/accounts/{appId}/groups/{groupId}/leave",
    role: "operator",
    summary: "Leaves a group",
    request: z.object({ params: groupParams }),
    response: done,
    status: 200,
    problems: gatewayProblems,
    example: { response: DONE },
    async handle(api, { params: { appId, groupId } }) {
      await api.groups.leave(appId, groupId);
      return DONE;
    },
  }),
]);
