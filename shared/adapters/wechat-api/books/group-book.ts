import type { GroupBook } from "../../../directory/application/ports/group-book.ts";
import type { CallOptions } from "../client/call-endpoint.ts";
import { createClient } from "../client/client.ts";
import { group } from "../contract/modules/group.ts";

/** The operation of `saveContractList`. */
const SAVING = { save: 3, remove: 2 } as const;

/** Groups over HTTP. */
export function createGroupBook(options: CallOptions): GroupBook {
  const { group: api } = createClient({ group }, options);
  return {
    async create(appId, wxids) {
      return (await api.createChatroom({ appId, wxids })).chatroomId;
    },
    async join(appId, way) {
      const { chatroomId } =
        "qrUrl" in way
          ? await api.joinRoomUsingQRCode({ appId, qrUrl: way.qrUrl })
          : await api.agreeJoinRoom({ appId, url: way.invitationUrl });
      return chatroomId ?? "";
    },
    async change(appId, groupId, { name, remark, ownName, pinned, silenced, saved }) {
      const its = { appId, chatroomId: groupId };
      if (name !== undefined) await api.modifyChatroomName({ ...its, chatroomName: name });
      if (remark !== undefined) await api.modifyChatroomRemark({ ...its, chatroomRemark: remark });
      if (ownName !== undefined) await api.modifyChatroomNickNameForSelf({ ...its, nickName: ownName });
      if (pinned !== undefined) await api.pinChat({ ...its, top: pinned });
      if (silenced !== undefined) await api.setMsgSilence({ ...its, silence: silenced });
      if (saved !== undefined) await api.saveContractList({ ...its, operType: saved ? SAVING.save : SAVING.remove });
    },
    async leave(appId, groupId) {
      await api.quitChatroom({ appId, chatroomId: groupId });
    },
    async announcement(appId, groupId) {
      const told = await api.getChatroomAnnouncement({ appId, chatroomId: groupId });
      return {
        content: told.announcement ?? "",
        editor: told.announcementEditor ?? "",
        ...(told.publishTime ? { publishedAt: told.publishTime * 1000 } : {}),
      };
    },
    async announce(appId, groupId, content) {
      await api.setChatroomAnnouncement({ appId, chatroomId: groupId, content });
    },
    async qrCode(appId, groupId) {
      const { qrBase64, qrTips } = await api.getChatroomQrCode({ appId, chatroomId: groupId });
      return { qrBase64, validity: qrTips ?? "" };
    },
  };
}
