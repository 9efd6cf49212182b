import { type Behaviours, ok, text, texts } from "../endpoint.ts";
import { changing, type GroupCall, inGroup, mayManage } from "./group-call.ts";
import { HEAD_IMAGE, personAnswer } from "./person-answer.ts";

/** The account's groups: what is changed here is what later calls see, and what the accounts in them are told. */
export const groupBehaviours: Behaviours = {
  "/group/getChatroomInfo": inGroup((call) =>
    ok({
      ...personAnswer(call.vendor, call.account, call.groupId),
      chatroomId: call.groupId,
      chatRoomNotify: 1,
      chatRoomOwner: call.group.owner,
      memberList: memberList(call),
    }),
  ),
  "/group/getChatroomMemberList": inGroup((call) =>
    ok({ memberList: memberList(call), chatroomOwner: call.group.owner, adminWxid: call.group.admins }),
  ),
  "/group/modifyChatroomName": changing(({ body }) => ({ name: text(body, "chatroomName") })),
  "/group/modifyChatroomRemark": inGroup(({ vendor, body, account, groupId, group }) => {
    const remarks = { ...group.remarks, [account.appId]: text(body, "chatroomRemark") };
    vendor.groups.put(groupId, { ...group, remarks });
    return ok();
  }),
  "/group/modifyChatroomNickNameForSelf": changing(({ body, account, group }) => ({
    members: group.members.map((member) =>
      member.wxid === account.wxid ? { ...member, displayName: text(body, "nickName") } : member,
    ),
  })),
  "/group/setChatroomAnnouncement": changing((call) => {
    const { vendor, body, account } = call;
    if (!mayManage(call)) return undefined;
    return { announcement: { text: text(body, "content"), editor: account.wxid, at: vendor.clock.now() } };
  }),
  "/group/getChatroomAnnouncement": inGroup(({ group: { announcement } }) =>
    ok({
      announcement: announcement?.text ?? "",
      announcementEditor: announcement?.editor ?? "",
      publishTime: Math.floor((announcement?.at ?? 0) / 1000),
    }),
  ),
  "/group/adminOperate": changing((call) => {
    const { body, group, account } = call;
    if (group.owner !== account.wxid) return undefined;
    const wxids = texts(body, "wxids");
    const others = group.admins.filter((wxid) => !wxids.includes(wxid));
    if (body.operType === 3) return { owner: wxids[0] ?? group.owner, admins: others };
    return { admins: body.operType === 1 ? [...others, ...wxids] : others };
  }),
  "/group/saveContractList": inGroup(({ vendor, body, account, groupId, group }) => {
    const others = group.unsavedBy.filter((appId) => appId !== account.appId);
    vendor.groups.put(groupId, { ...group, unsavedBy: body.operType === 3 ? others : [...others, account.appId] });
    return ok();
  }),
  "/group/getChatroomQrCode": inGroup(() => ok({ qrBase64: "iVBORw0KGgo=", qrTips: "该二维码7天内有效" })),
  "/group/pinChat": inGroup(() => ok()),
  "/group/setMsgSilence": inGroup(() => ok()),
};

function memberList({ vendor, account, group }: GroupCall) {
  return group.members.map(({ wxid, displayName }) => ({
    wxid,
    nickName: personAnswer(vendor, account, wxid).nickName,
    inviterUserName: null,
    memberFlag: 1,
    displayName: displayName || null,
    bigHeadImgUrl: HEAD_IMAGE,
    smallHeadImgUrl: HEAD_IMAGE,
  }));
}
