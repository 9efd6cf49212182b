import { expect, it } from "vitest";
import { API_PREFIX } from "../../../../../local/sim/wechat-api/api.ts";
import { loginBehaviours } from "../../../../../local/sim/wechat-api/endpoints/login.ts";
import { messageBehaviours } from "../../../../../local/sim/wechat-api/endpoints/messages.ts";
import { peopleBehaviours } from "../../../../../local/sim/wechat-api/endpoints/people.ts";
import { createCallEndpoint } from "../../../../../shared/adapters/wechat-api/client/call-endpoint.ts";
import { createClient } from "../../../../../shared/adapters/wechat-api/client/client.ts";
import { allEndpoints, contract, findEndpoint } from "../../../../../shared/adapters/wechat-api/contract/contract.ts";
import { createPostJson } from "../../../../../shared/platform/http/post-json.ts";
import { aReceiver, aSimulator, TOKEN } from "../../../../local/sim/support.ts";
import { aBody } from "../../../../support/a-body.ts";

/** State that the vendor must have for a call to succeed. */
const KNOWN = {
  appId: "wx_demo_alpha",
  chatroomId: "10000000001@chatroom",
  wxid: "wxid_friend_one",
  wxids: ["wxid_friend_one", "wxid_friend_two"],
  xml: "<msg><appmsg/><img/><videomsg/><voicemsg/></msg>",
  appmsg: "<appmsg/>",
};

const FILE = "https://cdn.example.com/a.bin";

async function aFleet() {
  const { url, sim } = await aSimulator();
  const options = {
    credentials: async () => ({ baseUrl: `${url}${API_PREFIX}`, token: TOKEN }),
    postJson: createPostJson(),
    timeoutMs: 60_000,
  };
  return { sim, api: createClient(contract, options), call: createCallEndpoint(options) };
}

it("every endpoint takes its smallest body and answers in the contract's form", async () => {
  const { api, call, sim } = await aFleet();
  const receiver = await aReceiver();
  const offline = { appId: "wx_offline" };
  for (const appId of ["wx_offline", "wx_offline_too", "wx_offline_three"])
    await sim("PUT", `accounts/${appId}`, { online: false });
  const { uuid } = await api.login.dialogLogin({ ...offline, proxyIp: "", regionId: "320000" });
  const { labelId } = await api.label.add({ appId: KNOWN.appId, labelName: "vip" });
  const special: Record<string, Record<string, unknown>> = {
    "/login/getLoginQrCode": { appId: "wx_offline_too" },
    "/login/checkLogin": { ...offline, uuid },
    "/login/dialogLogin": { appId: "wx_offline_three" },
    "/login/logout": { appId: "wx_demo_carol" },
    "/login/setCallback": { callbackUrl: receiver.url },
    "/message/postFile": { fileUrl: FILE },
    "/message/postImage": { imgUrl: FILE },
    "/message/postVoice": { voiceUrl: FILE },
    "/message/postVideo": { videoUrl: FILE, thumbUrl: FILE },
    "/message/postLink": { linkUrl: FILE, thumbUrl: FILE },
    "/message/postLocation": { content: "<msg><location/></msg>" },
    "/message/postMiniApp": { coverImgUrl: FILE },
    "/message/forwardMiniApp": { coverImgUrl: FILE },
    "/message/revokeMsg": { msgId: "1", newMsgId: "2", createTime: String(Math.floor(Date.now() / 1000)) },
    "/contacts/deleteFriend": { wxid: "wxid_friend_two" },
    "/label/modifyMemberList": { labelIds: String(labelId) },
    "/group/quitChatroom": { appId: "wx_demo_bravo" },
    "/group/inviteMember": { wxids: "wxid_friend_one" },
    "/group/removeMember": { wxids: "wxid_friend_one" },
  };
  for (const endpoint of allEndpoints()) {
    const body = aBody(endpoint, { ...KNOWN, ...special[endpoint.path] });
    await expect(call(endpoint, body), endpoint.path).resolves.not.toBeNull();
  }
  const { body } = await sim("GET", "calls?limit=1000");
  expect(new Set((body.calls as { path: string }[]).map(({ path }) => path)).size).toBe(132);
});

it("every behaviour of the simulator belongs to an endpoint", () => {
  const behaviours = { ...loginBehaviours, ...messageBehaviours, ...peopleBehaviours };
  expect(Object.keys(behaviours).filter((path) => !findEndpoint(path))).toEqual([]);
});

it("a 64-bit id goes out as the bare integer that its digits say, and comes back as digits", async () => {
  const { api, sim } = await aFleet();
  const snsId = "14700268405712351355";
  const { id } = await api.sns.snsDetails({ appId: KNOWN.appId, snsId });
  expect(BigInt(id)).toBeGreaterThan(2n ** 53n);
  expect((await sim("GET", "calls")).text).toContain(`"snsId":${snsId}`);
});
