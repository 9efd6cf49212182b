import type { AddressBook } from "../../../directory/application/ports/address-book.ts";
import type { Contact } from "../../../directory/domain/directory.ts";
import type { CallOptions } from "../client/call-endpoint.ts";
import { createClient } from "../client/client.ts";
import { contacts } from "../contract/modules/contacts.ts";
import { group } from "../contract/modules/group.ts";

/** Address books over HTTP. `listTimeoutMs` bounds the one slow call, the list of all ids. */
export function createAddressBook(options: CallOptions & { readonly listTimeoutMs: number }): AddressBook {
  const api = createClient({ contacts, group }, options);
  const slow = createClient({ contacts }, { ...options, timeoutMs: options.listTimeoutMs });
  return {
    async ids(appId) {
      const { friends, chatrooms, ghs } = await slow.contacts.fetchContactsList({ appId });
      return { people: friends ?? [], officials: ghs ?? [], groups: chatrooms ?? [] };
    },

    async people(appId, wxids) {
      const people = await api.contacts.getBriefInfo({ appId, wxids });
      return people.flatMap(({ userName, nickName, remark, alias, smallHeadImgUrl, bigHeadImgUrl }) =>
        userName
          ? [
              {
                wxid: userName,
                nickname: nickName ?? "",
                remark: remark ?? "",
                alias: alias ?? "",
                avatarUrl: smallHeadImgUrl || bigHeadImgUrl || "",
              } satisfies Omit<Contact, "kind" | "updatedAt">,
            ]
          : [],
      );
    },

    async group(appId, groupId) {
      const info = await api.group.getChatroomInfo({ appId, chatroomId: groupId });
      const members = (info.memberList ?? []).map(({ wxid, nickName, displayName }) => ({
        wxid,
        nickname: nickName ?? "",
        displayName: displayName ?? "",
      }));
      return {
        group: {
          id: groupId,
          name: info.nickName ?? "",
          remark: info.remark ?? "",
          owner: info.chatRoomOwner ?? "",
          memberCount: members.length,
          avatarUrl: info.smallHeadImgUrl ?? "",
        },
        members,
      };
    },
  };
}
