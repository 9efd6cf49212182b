import * as z from "zod";
import { createEditMembers } from "../../../shared/directory/application/edit-groups.ts";
import { gatewayProblems } from "../accounts/gateway-problems.ts";
import { wxidSchema } from "../accounts/params.ts";
import { DONE, done } from "../http/done.ts";
import { routesOver } from "../http/route.ts";
import { requestSchema } from "../http/schema-names.ts";
import { groupParams } from "./params.ts";
import type { DirectoryPorts } from "./ports.ts";
import { createRefresher } from "./use-cases.ts";

const { route, routes } = routesOver("directory", (ports: DirectoryPorts) => ({
  members: createEditMembers({ ...ports, refreshSoon: createRefresher(ports) }),
}));

const wxids = z.array(wxidSchema).min(1).max(100);
const people = requestSchema("People", z.strictObject({ wxids }));
const invitation = requestSchema("GroupInvitation", z.strictObject({ wxids, reason: z.string().max(200).default("") }));
const owner = requestSchema("GroupOwner", z.strictObject({ wxid: wxidSchema }));
const memberParams = groupParams.extend({ wxid: wxidSchema });
const friendship = requestSchema("MemberFriendship", z.strictObject({ greeting: z.string().max(200).default("") }));
const example = { wxids: ["wxid_customer"] };
const common = { response: done, status: 200, problems: gatewayProblems } as const;

export const groupMemberRoutes = routes([
  route({
    ...common,
    operationId: "inviteMembers",
    method: "POST",
    path: "/api/accounts/{appId}/groups/{groupId}/members",
    role: "operator",
    summary: "Invites people into a group, or adds them if the group needs no invitation",
    request: z.object({ params: groupParams, body: invitation }),
    example: { body: { ...example, reason: "老客户" }, response: DONE },
    async handle(api, { params: { appId, groupId }, body }) {
      await api.members.invite(appId, groupId, body.wxids, body.reason);
      return DONE;
    },
  }),
  route({
    ...common,
    operationId: "removeMembers",
    method: "POST",
    path: "/api/accounts/{appId}/groups/{groupId}/members/remove",
    role: "operator",
    summary: "Removes people from a group; only its owner and its administrators may",
    request: z.object({ params: groupParams, body: people }),
    example: { body: example, response: DONE },
    async handle(api, { params: { appId, groupId }, body }) {
      await api.members.remove(appId, groupId, body.wxids);
      return DONE;
    },
  }),
  route({
    ...common,
    operationId: "befriendMember",
    method: "POST",
    path: "/api/accounts/{appId}/groups/{groupId}/members/{wxid}/friendship",
    role: "operator",
    summary: "Asks a member of a group for a friendship",
    request: z.object({ params: memberParams, body: friendship }),
    status: 202,
    example: { body: { greeting: "您好，我是群主" }, response: DONE },
    async handle(api, { params: { appId, groupId, wxid }, body: { greeting } }) {
      await api.members.befriend(appId, groupId, wxid, greeting);
      return DONE;
    },
  }),
  administratorsRoute("admins", "addAdmins", "Makes members administrators of a group; only its owner may"),
  administratorsRoute(
    "admins/remove",
    "removeAdmins",
    "Makes administrators of a group ordinary members; only its owner may",
  ),
  route({
    ...common,
    operationId: "handOverGroup",
    method: "PUT",
    path: "/api/accounts/{appId}/groups/{groupId}/owner",
    role: "operator",
    summary: "Hands a group over to one of its members; only its owner may",
    request: z.object({ params: groupParams, body: owner }),
    example: { body: { wxid: "wxid_customer" }, response: DONE },
    async handle(api, { params: { appId, groupId }, body: { wxid } }) {
      await api.members.handOver(appId, groupId, wxid);
      return DONE;
    },
  }),
]);

function administratorsRoute(
  path: "admins" | "admins/remove",
  operation: "addAdmins" | "removeAdmins",
  summary: string,
) {
  return route({
    ...common,
    operationId: operation,
    method: "POST",
    path: `/api/accounts/{appId}/groups/{groupId}/${path}`,
    role: "operator",
    summary,
    request: z.object({ params: groupParams, body: people }),
    example: { body: example, response: DONE },
    async handle(api, { params: { appId, groupId }, body }) {
      await api.members[operation](appId, groupId, body.wxids);
      return DONE;
    },
  });
}
