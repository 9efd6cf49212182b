import { tellContactChanged, tellGone } from "../callbacks/changes.ts";
import { type Behaviour, type Behaviours, failed, ok, text, texts, type Vendor } from "../endpoint.ts";
import type { SimAccount } from "../state/accounts.ts";
import { HEAD_IMAGE, personAnswer } from "./person-answer.ts";

const STRANGER = /^v3_(.+)@stranger$/;

const addressBook: Behaviour = {
  answer(vendor, _body, { appId, friends, chatrooms }) {
    const saved = chatrooms.filter((id) => !vendor.groups.get(id)?.unsavedBy.includes(appId));
    return ok({ friends, chatrooms: saved, ghs: ["weixin", "gh_demo_shop"] });
  },
};

const people: Behaviour = {
  answer: (vendor, body, account) => ok(texts(body, "wxids").map((id) => personAnswer(vendor, account, id))),
};

/** Becomes a friend of the person that a `v3` of this simulator stands for. */
function befriend(vendor: Vendor, account: SimAccount, v3: string): void {
  const wxid = STRANGER.exec(v3)?.[1];
  if (wxid === undefined) return;
  const friends = [...new Set([...account.friends, wxid])];
  tellContactChanged(vendor, vendor.accounts.put(account.appId, { friends }), wxid);
}

/** The account itself and its contacts. */
export const peopleBehaviours: Behaviours = {
  "/personal/getProfile": {
    answer: (vendor, _body, account) =>
      ok({
        ...personAnswer(vendor, account, account.wxid),
        wxid: account.wxid,
        alias: account.wxid,
        mobile: "",
        uin: 1_000_000_000,
        province: "",
        city: "",
      }),
  },
  "/contacts/fetchContactsList": addressBook,
  "/contacts/fetchContactsListCache": addressBook,
  "/contacts/getBriefInfo": people,
  "/contacts/getDetailInfo": people,
  "/contacts/search": {
    answer(vendor, body) {
      const wxid = text(body, "contactsInfo");
      const { nickName, signature } = vendor.people.get(wxid);
      const tickets = { v3: `v3_${wxid}@stranger`, v4: `v4_${wxid}@stranger` };
      return ok({ ...tickets, nickName, signature, sex: 0, bigHeadImgUrl: HEAD_IMAGE, smallHeadImgUrl: HEAD_IMAGE });
    },
  },
  "/contacts/addContacts": {
    answer(vendor, body, account) {
      // Who is asked (option 2) has to accept first.
      if (body.option === 3) befriend(vendor, account, text(body, "v3"));
      return ok();
    },
  },
  "/contacts/checkRelation": {
    answer: (_vendor, body, { friends }) =>
      ok(texts(body, "wxids").map((wxid) => ({ wxid, relation: friends.includes(wxid) ? 0 : 1 }))),
  },
  "/contacts/deleteFriend": {
    answer(vendor, body, account) {
      const wxid = text(body, "wxid");
      vendor.accounts.put(account.appId, { friends: account.friends.filter((friend) => friend !== wxid) });
      tellGone(vendor, account, wxid);
      return ok();
    },
  },
  "/contacts/setFriendRemark": {
    answer(vendor, body, account) {
      const wxid = text(body, "wxid");
      if (!account.friends.includes(wxid)) return failed("不是好友");
      const { remarks } = vendor.people.get(wxid);
      vendor.people.put(wxid, { remarks: { ...remarks, [account.appId]: text(body, "remark") } });
      tellContactChanged(vendor, account, wxid);
      return ok();
    },
  },
};
