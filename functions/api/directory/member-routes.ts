import * as z from "zod";
import { route } from "../http/route.ts";
import { requestSchema, responseSchema } from "../http/schema-names.ts";
import { refreshGroup } from "./refresh-group.ts";
import { DONE, done, gatewayProblems, groupParams, wxidSchema } from "./schemas.ts";

const wxids = z.array(wxidSchema).min(1).max(100);
const people = requestSchema("People", z.strictObject({ wxids }));
const invitation = requestSchema("GroupInvitation", z.strictObject({ wxids, reason: z.string().max(200).default("") }));
const owner = requestSchema("GroupOwner", z.strictObject({ wxid: wxidSchema }));
const memberParams = groupParams.extend({ wxid: wxidSchema });
const friendship = requestSchema("MemberFriendship", z.strictObject({ greeting: z.string().max(200).default("") }));
const announcementChange = requestSchema(
  "GroupAnnouncementChange",
  z.strictObject({ content: z.string().trim().min(1).max(5000) }),
);
const announcement = responseSchema(
  "GroupAnnouncement",
  z.object({ content: z.string(), editor: z.string(), publishedAt: z.number().optional() }),
);
const qrCode = responseSchema(
  "GroupQrCode",
  z.object({
    /** A picture, base64. */
    qrBase64: z.string(),
    validity: z.string(),
  }),
);

/** `adminOperate`'s numbers. */
const OPERATIONS = { add: 1, remove: 2, handOver: 3 } as const;

const example = { wxids: ["wxid_customer"] };
const common = { response: done, status: 200, problems: gatewayProblems } as const;

export const groupMemberRoutes = [
  route({
    ...common,
    method: "POST",
    path: "/api/accounts/{appId}/groups/{groupId}/members",
    role: "operator",
    summary: "Invites people into a group, or adds them where the group needs no invitation",
    request: z.object({ params: groupParams, body: invitation }),
    example: { body: { ...example, reason: "老客户" }, response: DONE },
    async handle(api, { params: { appId, groupId }, body }) {
      await api.gatewayCall(appId, ({ api: { group } }) =>
        group.inviteMember({ appId, chatroomId: groupId, wxids: body.wxids.join(","), reason: body.reason }),
      );
      await refreshGroup(api, appId, groupId);
      return DONE;
    },
  }),
  route({
    ...common,
    method: "POST",
    path: "/api/accounts/{appId}/groups/{groupId}/members/remove",
    role: "operator",
    summary: "Removes people from a group; needs its owner or an administrator",
    request: z.object({ params: groupParams, body: people }),
    example: { body: example, response: DONE },
    async handle(api, { params: { appId, groupId }, body }) {
      await api.gatewayCall(appId, ({ api: { group } }) =>
        group.removeMember({ appId, chatroomId: groupId, wxids: body.wxids.join(",") }),
      );
      await refreshGroup(api, appId, groupId);
      return DONE;
    },
  }),
  route({
    ...common,
    method: "POST",
    path: "/api/accounts/{appId}/groups/{groupId}/members/{wxid}/friendship",
    role: "operator",
    summary: "Asks a member of a group for a friendship",
    request: z.object({ params: memberParams, body: friendship }),
    status: 202,
    example: { body: { greeting: "您好，我是群主" }, response: DONE },
    async handle(api, { params: { appId, groupId, wxid }, body: { greeting } }) {
      await api.gatewayCall(appId, ({ api: { group } }) =>
        group.addGroupMemberAsFriend({ appId, chatroomId: groupId, memberWxid: wxid, content: greeting }),
      );
      return DONE;
    },
  }),
  administratorsRoute("admins", "add", "Makes members administrators of a group; needs its owner"),
  administratorsRoute("admins/remove", "remove", "Makes administrators of a group ordinary members; needs its owner"),
  route({
    ...common,
    method: "PUT",
    path: "/api/accounts/{appId}/groups/{groupId}/owner",
    role: "operator",
    summary: "Hands a group over to one of its members",
    request: z.object({ params: groupParams, body: owner }),
    example: { body: { wxid: "wxid_customer" }, response: DONE },
    async handle(api, { params: { appId, groupId }, body: { wxid } }) {
      const operType = OPERATIONS.handOver;
      await api.gatewayCall(appId, ({ api: { group } }) =>
        group.adminOperate({ appId, chatroomId: groupId, operType, wxids: [wxid] }),
      );
      await refreshGroup(api, appId, groupId);
      return DONE;
    },
  }),
  route({
    method: "GET",
    path: "/api/accounts/{appId}/groups/{groupId}/announcement",
    role: "operator",
    summary: "A group's announcement, asked of the gateway",
    request: z.object({ params: groupParams }),
    response: announcement,
    status: 200,
    problems: gatewayProblems,
    example: { response: { content: "周五团购", editor: "wxid_shop1", publishedAt: 1_767_225_600_000 } },
    handle: (api, { params: { appId, groupId } }) =>
      api.gatewayCall(appId, async ({ api: { group } }) => {
        const told = await group.getChatroomAnnouncement({ appId, chatroomId: groupId });
        return {
          content: told.announcement ?? "",
          editor: told.announcementEditor ?? "",
          ...(told.publishTime ? { publishedAt: told.publishTime * 1000 } : {}),
        };
      }),
  }),
  route({
    ...common,
    method: "PUT",
    path: "/api/accounts/{appId}/groups/{groupId}/announcement",
    role: "operator",
    summary: "Announces something in a group, which all its members are told; needs its owner or an administrator",
    request: z.object({ params: groupParams, body: announcementChange }),
    example: { body: { content: "周五团购" }, response: DONE },
    async handle(api, { params: { appId, groupId }, body: { content } }) {
      await api.gatewayCall(appId, ({ api: { group } }) =>
        group.setChatroomAnnouncement({ appId, chatroomId: groupId, content }),
      );
      return DONE;
    },
  }),
  route({
    method: "GET",
    path: "/api/accounts/{appId}/groups/{groupId}/qr-code",
    role: "operator",
    summary: "The QR code by which people join a group, asked of the gateway",
    request: z.object({ params: groupParams }),
    response: qrCode,
    status: 200,
    problems: gatewayProblems,
    example: { response: { qrBase64: "iVBORw0KGgo=", validity: "该二维码7天内有效" } },
    handle: (api, { params: { appId, groupId } }) =>
      api.gatewayCall(appId, async ({ api: { group } }) => {
        const { qrBase64, qrTips } = await group.getChatroomQrCode({ appId, chatroomId: groupId });
        return { qrBase64, validity: qrTips ?? "" };
      }),
  }),
];

function administratorsRoute(path: "admins" | "admins/remove", operation: "add" | "remove", summary: string) {
  return route({
    ...common,
    method: "POST",
    path: `/api/accounts/{appId}/groups/{groupId}/${path}`,
    role: "operator",
    summary,
    request: z.object({ params: groupParams, body: people }),
    example: { body: example, response: DONE },
    async handle(api, { params: { appId, groupId }, body }) {
      const operType = OPERATIONS[operation];
      await api.gatewayCall(appId, ({ api: { group } }) =>
        group.adminOperate({ appId, chatroomId: groupId, operType, wxids: body.wxids }),
      );
      return DONE;
    },
  });
}
