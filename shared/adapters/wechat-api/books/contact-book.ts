import type { ContactBook } from "../../../directory/application/ports/contact-book.ts";
import type { CallOptions } from "../client/call-endpoint.ts";
import { createClient } from "../client/client.ts";
import { contacts } from "../contract/modules/contacts.ts";

/** The option of `addContacts`: one endpoint asks, accepts and refuses. */
const OPTIONS = { ask: 2, accept: 3, refuse: 4 } as const;

/** Contacts over HTTP. */
export function createContactBook(options: CallOptions): ContactBook {
  const { contacts: api } = createClient({ contacts }, options);
  return {
    async search(appId, query) {
      const person = await api.search({ appId, contactsInfo: query });
      return {
        v3: person.v3 ?? "",
        v4: person.v4 ?? "",
        nickname: person.nickName ?? "",
        signature: person.signature ?? "",
        avatarUrl: person.smallHeadImgUrl || person.bigHeadImgUrl || "",
      };
    },
    async add(appId, person, greeting) {
      await api.addContacts({ appId, ...person, option: OPTIONS.ask, content: greeting });
    },
    async answer(appId, person, verdict, message) {
      await api.addContacts({ appId, ...person, option: OPTIONS[verdict], content: message });
    },
    async change(appId, wxid, { remark, chatOnly }) {
      if (remark !== undefined) await api.setFriendRemark({ appId, wxid, remark });
      if (chatOnly !== undefined) await api.setFriendPermissions({ appId, wxid, onlyChat: chatOnly });
    },
    async remove(appId, wxid) {
      await api.deleteFriend({ appId, wxid });
    },
    async relations(appId, wxids) {
      const rows = await api.checkRelation({ appId, wxids });
      return rows.map(({ wxid, relation }) => ({ wxid: wxid ?? "", relation: relation ?? 0 }));
    },
  };
}
