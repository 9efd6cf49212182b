import { describe, expect, it } from "vitest";
import { withoutRevoke } from "../../../../../shared/adapters/wechat-api/normalize/notices/join-notice.ts";
import { ACCOUNT, aMessage, aNotice, FRIEND } from "../../../../support/callbacks/a-callback.ts";
import { messageXml } from "../../../../support/callbacks/message-xml.ts";
import { normalizeBody } from "../../../../support/callbacks/normalize-body.ts";
import { cpuMsOf } from "../../../../support/cpu-time.ts";

const plain = (sentence: string) => normalizeBody(aNotice(10_000, sentence));
const me = { username: ACCOUNT.wxid, nickname: "" };
const named = (...nicknames: string[]) => nicknames.map((nickname) => ({ username: "", nickname }));
const nobody = { username: "", nickname: "" };
const [lisi] = named("李四");

describe("a plain notice of somebody new", () => {
  it.each([
    ['你邀请"张三"加入了群聊  ', named("张三"), me],
    ['你邀请"张三"加入了群聊  <a href="weixin://revokeinvitejoinchatroom/">撤销</a>', named("张三"), me],
    ["你邀請「張三」加入了群組", named("張三"), me],
    ['"李四"邀请"张三"加入了群聊', named("张三"), lisi],
    // A name may have 、 in it, and a plain notice does not tell.
    ['"李四"邀请"甲、乙"加入了群聊', named("甲、乙"), lisi],
    ['"李四"邀请"甲"、"乙"加入了群聊', named("甲", "乙"), lisi],
    ['"李四"邀请"🔥张"三"👨‍👩‍👧"加入了群聊', named('🔥张"三"👨‍👩‍👧'), lisi],
    ['"李四"邀请你加入了群聊，群聊参与人还有：小桔、桔小秘', [me], lisi],
    ['"李四"邀请你和"张三"加入了群聊', [me, ...named("张三")], lisi],
    ['" 桔小秘"通过扫描"李四"分享的二维码加入群聊', named("桔小秘"), lisi],
    ['"张三"通过扫描你分享的二维码加入群聊  ', named("张三"), me],
    ['"張三"透過掃描"李四"分享的QR Code加入群組', named("張三"), lisi],
    ['"张三"通过"李四"的邀请二维码加入群聊', named("张三"), lisi],
    ['"张三"通过你的邀请二维码加入群聊', named("张三"), me],
    ["你通过扫描二维码加入群聊，群聊参与人还有：甲、乙", [me], nobody],
    ['你通过扫描"李四"分享的二维码加入群聊', [me], lisi],
    ["你加入了群組，群組成員還有：甲、乙", [me], nobody],
    ['"张三"加入了群聊', named("张三"), nobody],
    ["You invited Huan, 李佳芮 to the group chat.   ", named("Huan", "李佳芮"), me],
    ["李四 invited Huan to the group chat", named("Huan"), lisi],
    ['"李四" invited "A, B" to the group chat.', named("A, B"), lisi],
    ["李四 invited you to a group chat with ", [me], lisi],
    ["李四 invited you to a group chat with 小桔, 桔小秘", [me], lisi],
    ["李四 invited you and Huan to the group chat", [me, ...named("Huan")], lisi],
    ['"Huan" joined group chat via the QR code you shared.  Revoke', named("Huan"), me],
    ['"Huan" joined the group chat via the QR Code shared by "李四".', named("Huan"), lisi],
    ["Huan joined the group chat via your shared QR Code", named("Huan"), me],
    ["You've joined the group chat via QR Code. Group chat members: a, b", [me], nobody],
    ["You've joined the group chat via the QR code shared by 李四", [me], lisi],
    ["You've joined this group chat. Other participants are: a, b", [me], nobody],
  ])("is told from %j", (sentence, members, by) => {
    expect(plain(sentence)).toMatchObject({ kind: "group-joined", members, by });
  });

  it.each([
    '"李四"想邀请1位朋友加入群聊',
    '你邀请"张三"加入群聊，等待对方确认',
    '"张三"拒绝加入群聊',
    '"张三"加入群聊的申请已通过',
    '"张三"修改群名为“你邀请"李四"加入了群聊”',
    '"张三" 拍了拍 "李四"',
    '你将"张三"移出了群聊',
    '"x"邀请你加入了群聊，"与群里其他人都不是微信朋友关系，请注意隐私安全',
    "你已添加了张三，现在可以开始聊天了。",
    "李四 wants to invite 1 friend to the group chat",
    "加入了群聊",
  ])("is not %j", (sentence) => {
    expect(plain(sentence).kind).not.toBe("group-joined");
  });

  it("is a notice of the system in a group, and never what a person wrote", () => {
    const sentence = '"李四"邀请"张三"加入了群聊';
    expect(normalizeBody(aMessage(1, sentence, { room: "1@chatroom", author: FRIEND }))).toMatchObject({
      kind: "text",
    });
    expect(normalizeBody(aMessage(10_000, sentence))).toMatchObject({ kind: "unknown", chat: "private" });
    const xml = messageXml.joined({ template: '"$adder$"通过扫描"$from$"分享的二维码加入群聊', adder: ["张三"] });
    expect(normalizeBody(aMessage(10_002, xml))).toMatchObject({ kind: "unknown", chat: "private" });
    expect(normalizeBody(aMessage(1, xml))).toMatchObject({ kind: "text" });
  });

  it("is kept when it is too long to be one", () => {
    expect(plain(`你邀请"${"长".repeat(1000)}"加入了群聊`)).toMatchObject({ kind: "unknown" });
  });
});

describe("a notice by template of somebody new", () => {
  const templated = (parts: Parameters<typeof messageXml.joined>[0]) =>
    normalizeBody(aNotice(10_002, messageXml.joined(parts)));
  const person = (nickname: string) => ({ username: `wxid_${nickname}`, nickname });

  it.each([
    [{ template: '你邀请"$names$"加入了群聊  $revoke$', names: ["甲", "乙"] }, ["甲", "乙"], me],
    [{ template: '"$username$"邀请"$names$"加入了群聊', username: ["李四"], names: ["甲"] }, ["甲"], person("李四")],
    [{ template: "$username$ invited $names$ to the group chat", username: ["B"], names: ["A"] }, ["A"], person("B")],
    [
      { template: '"$adder$"通过扫描"$from$"分享的二维码加入群聊', adder: ["甲"], from: ["李四"] },
      ["甲"],
      person("李四"),
    ],
    [{ template: '"$adder$"通过扫描你分享的二维码加入群聊  $revoke$', adder: ["甲"] }, ["甲"], me],
    [{ template: "「$adder$」さんが参加しました", adder: ["甲"] }, ["甲"], nobody],
    [{ template: '"$names$"加入了群聊', names: ["甲"] }, ["甲"], nobody],
  ])("has the wxids: %j", (parts, nicknames, by) => {
    expect(templated(parts)).toMatchObject({ kind: "group-joined", members: nicknames.map(person), by });
  });

  it("knows when the account itself is new", () => {
    const others = { template: '"$username$"邀请你加入了群聊，群聊参与人还有：$others$', username: ["李四"] };
    expect(templated({ ...others, others: ["甲"] })).toMatchObject({ members: [me], by: person("李四") });
    expect(
      templated({ template: '"$username$"邀请你和"$names$"加入了群聊', username: ["李四"], names: ["甲"] }),
    ).toMatchObject({ members: [me, person("甲")], by: person("李四"), notice: '"李四"邀请你和"甲"加入了群聊' });
  });

  it("does without the lists of people, and with names in its words", () => {
    expect(templated({ template: '你邀请"$names$"加入了群聊' })).toMatchObject({
      kind: "group-joined",
      members: [],
      by: me,
    });
    expect(templated({ template: '你邀请"张三"加入了群聊  $revoke$' })).toMatchObject({
      members: named("张三"),
      by: me,
    });
  });

  it("is unknown where it says something else of the same people", () => {
    const template = '你无法邀请未添加你为好友的用户进去群聊，请先向"$names$"发送朋友验证申请';
    expect(templated({ template, names: ["甲"] })).toMatchObject({ kind: "unknown" });
  });
});

describe("a notice that can be taken back", () => {
  const revocable = (sentence: string, wxids: string[]) =>
    normalizeBody(aNotice(10_002, messageXml.revocableJoin(sentence, wxids)));

  it("has a plain sentence, and the wxids behind it", () => {
    expect(revocable("You invited 卓桓、Zhuo, 李佳芮 to the group chat.   ", ["wxid_a", "wxid_b"])).toMatchObject({
      kind: "group-joined",
      notice: "You invited 卓桓、Zhuo, 李佳芮 to the group chat.",
      by: me,
    });
    expect(revocable('"李佳芮"通过扫描你分享的二维码加入群聊  ', ["wxid_a"])).toMatchObject({
      members: [{ username: "wxid_a", nickname: "李佳芮" }],
    });
    expect(revocable('你邀请"甲、乙"加入了群聊', ["wxid_a", "wxid_b"])).toMatchObject({
      members: [
        { username: "wxid_a", nickname: "甲" },
        { username: "wxid_b", nickname: "乙" },
      ],
    });
  });

  it("keeps the wxids where the names cannot be told apart, and the names where there are no wxids", () => {
    expect(revocable('你邀请"甲、乙、丙"加入了群聊', ["wxid_a", "wxid_b"])).toMatchObject({
      members: [
        { username: "wxid_a", nickname: "" },
        { username: "wxid_b", nickname: "" },
      ],
    });
    expect(revocable('你邀请"甲、乙"加入了群聊', ["wxid_a"])).toMatchObject({
      members: [{ username: "wxid_a", nickname: "甲、乙" }],
    });
    expect(revocable('你邀请"甲"加入了群聊', [])).toMatchObject({ members: named("甲") });
  });

  it("is unknown when it says something else, or comes from no group", () => {
    expect(revocable("别的话", ["wxid_a"])).toMatchObject({ kind: "unknown" });
    const xml = messageXml.revocableJoin('你邀请"甲"加入了群聊', ["wxid_a"]);
    expect(normalizeBody(aMessage(10_002, xml))).toMatchObject({ kind: "unknown" });
  });
});

it.each([" ", "\u3000", "\n"])("takes time in proportion to a run of %j before what can be clicked on", (blank) => {
  const run = blank.repeat(100_000);
  expect(cpuMsOf(() => withoutRevoke(`a${run}b`))).toBeLessThan(2000);
  expect(withoutRevoke(`你邀请"张三"加入了群聊${run}$revoke$${run}`)).toBe('你邀请"张三"加入了群聊');
});
