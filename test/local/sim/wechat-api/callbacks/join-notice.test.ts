import { describe, expect, it } from "vitest";
import { type Join, joinNotice, joinSchema } from "../../../../../local/sim/wechat-api/callbacks/join-notice.ts";
import { normalizeCallback } from "../../../../../shared/adapters/wechat-api/normalize/callback.ts";
import { parseCallbackBody } from "../../../../../shared/adapters/wechat-api/normalize/callback-body.ts";
import type { InboundMessage } from "../../../../../shared/messages/domain/inbound-message.ts";
import { ACCOUNT, aNotice } from "../../../../support/callbacks/a-callback.ts";
import { normalizeBody } from "../../../../support/callbacks/normalize-body.ts";
import { eventually } from "../../../../support/http-json.ts";
import { aReceiver, aSimulator } from "../../support.ts";

const ROOM = "10000000002@chatroom";
const zhang = { wxid: "wxid_zhang", name: "张三 😀" };
const li = { wxid: "wxid_li", name: "李四" };
const own = { username: ACCOUNT.wxid, nickname: "" };
const person = ({ wxid, name }: typeof li) => ({ username: wxid, nickname: name });

const said = (join: Partial<Join>) => {
  const { msgType, content } = joinNotice(joinSchema.parse(join));
  return normalizeBody(aNotice(msgType, content));
};

describe.each(["zh-CN", "zh-TW", "en"] as const)("notices in %s of who joined a group", (language) => {
  it.each<[Partial<Join>, object]>([
    [
      { by: "self", members: [zhang, li] },
      { members: [zhang, li].map(person), by: own },
    ],
    [
      { by: li, members: [zhang] },
      { members: [person(zhang)], by: person(li) },
    ],
    [
      { by: li, self: true },
      { members: [own], by: person(li) },
    ],
    [
      { by: li, self: true, members: [zhang] },
      { members: [own, person(zhang)], by: person(li) },
    ],
    [{ members: [zhang] }, { members: [person(zhang)] }],
    [{ self: true }, { members: [own] }],
    [
      { way: "code", by: "self", members: [zhang] },
      { members: [person(zhang)], by: own },
    ],
    [
      { way: "code", by: li, members: [zhang] },
      { members: [person(zhang)], by: person(li) },
    ],
  ])("by template: %j", (join, expected) => {
    expect(said({ language, ...join })).toMatchObject({ kind: "group-joined", ...expected });
  });

  it("in words alone, and with wxids behind them", () => {
    const join = { language, by: "self" as const, members: [zhang, li] };
    // A name may have a separator in it: one pair of quotation marks is one person. English has no marks here.
    const names = [zhang, li].map(({ name }) => name);
    const named = (language === "en" ? names : [names.join("、")]).map((nickname) => ({ username: "", nickname }));
    expect(said({ ...join, form: "plain" })).toMatchObject({ kind: "group-joined", members: named, by: own });
    expect(said({ ...join, form: "revocable" })).toMatchObject({ members: [zhang, li].map(person) });
    const scanned = said({ language, form: "plain", way: "code", self: true, by: li });
    expect(scanned).toMatchObject({ members: [own], by: { username: "", nickname: "李四" } });
  });
});

describe("the simulator", () => {
  async function setUp() {
    const receiver = await aReceiver();
    const { call, sim } = await aSimulator({ callbackUrl: receiver.url });
    const messages = () =>
      receiver.bodies.map((body) => {
        const parsed = parseCallbackBody(body);
        if (parsed.type === "probe") throw new Error("a probe");
        return normalizeCallback(parsed.callback, 0);
      });
    const joins = () => messages().filter((message) => message.kind === "group-joined");
    const heard = (appId: string) =>
      eventually(`${appId} hears who joined`, 3000, async () => joins().find((join) => join.appId === appId));
    const ask = (path: string, body: object) => call(path, { appId: "wx_demo_alpha", ...body });
    const told = ({ members, by }: Extract<InboundMessage, { kind: "group-joined" }>) => ({ members, by });
    return { sim, ask, heard, told };
  }

  it("tells every account in a group who was invited, each in its own words", async () => {
    const { ask, heard, told } = await setUp();
    await ask("/group/inviteMember", { chatroomId: ROOM, wxids: "wxid_new", reason: "" });
    const members = [{ username: "wxid_new", nickname: "wxid_new" }];
    expect(told(await heard("wx_demo_alpha"))).toEqual({ members, by: { username: "wxid_alpha", nickname: "" } });
    expect(told(await heard("wx_demo_bravo"))).toEqual({ members, by: { username: "wxid_alpha", nickname: "alpha" } });
  });

  it.each<[string, object]>([
    ["/group/joinRoomUsingQRCode", { qrUrl: "https://weixin.qq.com/g/x" }],
    ["/group/agreeJoinRoom", { url: "https://weixin.qq.com/g/x" }],
  ])("tells an account that it is in a group by %s", async (path, body) => {
    const { ask, heard, told } = await setUp();
    await ask(path, body);
    expect(told(await heard("wx_demo_alpha"))).toEqual({
      members: [{ username: "wxid_alpha", nickname: "" }],
      by: { username: "wxid_stranger", nickname: "wxid_stranger" },
    });
  });

  it("says so of whoever a test names", async () => {
    const { sim, heard, told } = await setUp();
    const joined = { members: [{ wxid: "wxid_x", name: "小 X" }], by: "self", language: "en", form: "revocable" };
    const notice = { appId: "wx_demo_carol", from: "wxid_carol", room: ROOM, kind: "groupJoined" };
    expect((await sim("POST", "messages", { ...notice, joined })).status).toBe(200);
    expect(told(await heard("wx_demo_carol"))).toMatchObject({ members: [{ username: "wxid_x", nickname: "小 X" }] });
    const short = { appId: "wx_demo_bravo", from: "wxid_y", room: ROOM, kind: "groupJoined", text: "小 Y" };
    await sim("POST", "messages", short);
    expect(told(await heard("wx_demo_bravo"))).toMatchObject({ members: [{ username: "wxid_y", nickname: "小 Y" }] });
    expect(await sim("POST", "messages", { ...short, room: undefined })).toMatchObject({
      status: 400,
      text: expect.stringContaining("room"),
    });
  });
});
