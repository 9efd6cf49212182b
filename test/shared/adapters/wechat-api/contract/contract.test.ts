import { expect, it } from "vitest";
import { allEndpoints, contract, findEndpoint } from "../../../../../shared/adapters/wechat-api/contract/contract.ts";
import { aBody } from "../../../../support/a-body.ts";
import { aWechatApi } from "../../../../support/a-wechat-api.ts";

/** The gateway's endpoints, by module. */
const OFFERED = {
  login: "getLoginQrCode checkLogin dialogLogin logout checkOnline reconnection setProxy setCallback",
  contacts: `fetchContactsList fetchContactsListCache search addContacts deleteFriend getBriefInfo getDetailInfo
    setFriendPermissions checkRelation setFriendRemark getPhoneAddressList uploadPhoneAddressList`,
  im: "sync detail",
  group: `createChatroom modifyChatroomName modifyChatroomRemark modifyChatroomNickNameForSelf inviteMember
    removeMember quitChatroom getChatroomInfo getChatroomMemberList getChatroomMemberDetail setChatroomAnnouncement
    getChatroomAnnouncement agreeJoinRoom addGroupMemberAsFriend getChatroomQrCode saveContractList adminOperate
    pinChat setMsgSilence joinRoomUsingQRCode roomAccessApplyCheckApprove`,
  message: `postText postFile postImage postVoice postVideo postLink postNameCard postLocation postEmoji postAppMsg
    postMiniApp forwardFile forwardImage forwardVideo forwardUrl forwardMiniApp revokeMsg downloadFile downloadImage
    downloadVoice downloadVideo downloadEmojiMd5 downloadCdn sendFinderMsg`,
  sns: `likeSns delSns snsVisibleScope strangerVisibilityEnabled snsSetPrivacy downloadSnsVideo sendTextSns sendImgSns
    sendVideoSns sendUrlSns uploadSnsImage uploadSnsVideo forwardSns snsList contactsSnsList snsDetails commentSns
    sendFinderSns`,
  label: "add delete list modifyMemberList",
  personal: "getProfile getQrCode getSafetyInfo privacySettings updateProfile updateHeadImg",
  favor: "sync getContent delete",
  finder: `search getProfile createFinder postPrivateLetter postPrivateLetterImg contactList getMsgSessionId
    getFinderInfo scanLoginChannels publishFinderWeb follow userPage likeFavList commentList idFav idLike comment browse
    updateProfile followList mentionList getQrCode scanFollow scanQrCode scanLike scanFav scanBrowse scanComment
    syncPrivateLetterMsg publishFinder uploadFinderVideo uploadFinderVideoAsync queryFinderVideoAsync publishFinderCdn`,
};
const paths = Object.entries(OFFERED).flatMap(([module, methods]) =>
  methods.split(/\s+/).map((method) => `/${module}/${method}`),
);

it("has a row for each of the 132 endpoints, and no other", () => {
  expect(paths).toHaveLength(132);
  expect(
    allEndpoints()
      .map(({ path }) => path)
      .sort(),
  ).toEqual(paths.toSorted());
});

it("names every endpoint's method by the path", () => {
  const named = Object.entries(contract).flatMap(([module, endpoints]) =>
    Object.entries(endpoints).map(([method, { path }]) => [`/${module}/${method}`, path]),
  );
  expect(named.filter(([name, path]) => name !== path)).toEqual([]);
});

it("gives the client exactly one method for each endpoint, which calls that endpoint", async () => {
  const { api, posted } = aWechatApi();
  const methods = Object.entries(api).flatMap(([module, of]) =>
    Object.entries(of).map(([method, call]) => ({ path: `/${module}/${method}`, call })),
  );
  expect(methods.map(({ path }) => path).sort()).toEqual(paths.toSorted());
  for (const { path, call } of methods) {
    const endpoint = findEndpoint(path);
    const called = endpoint && Reflect.apply(call, undefined, [aBody(endpoint)]);
    await Promise.resolve(called).catch(() => undefined);
  }
  const called = posted.map(({ url }) => new URL(url).pathname.replace(/^\/api/, ""));
  expect(called.toSorted()).toEqual(paths.toSorted());
});

it("demands an appId everywhere but for a first login and the callback of the whole token", () => {
  const without = allEndpoints().filter(({ request }) => request.appId?.kind !== "name" || request.appId.optional);
  expect(without.map(({ path }) => path)).toEqual(["/login/getLoginQrCode", "/login/setCallback"]);
});

it("takes no call that sends, posts or creates for one that may be repeated", () => {
  const sending = allEndpoints().filter(({ path }) => /\/(post|send|forward|create|publish|add[CG]|invite)/.test(path));
  expect(sending.length).toBeGreaterThan(30);
  expect(sending.filter(({ idempotent }) => idempotent)).toEqual([]);
});
