import { describe } from "vitest";
import { ACCOUNT, aMessage, aNotice, FRIEND, ROOM } from "../../../../../support/callbacks/a-callback.ts";
import { messageXml } from "../../../../../support/callbacks/message-xml.ts";
import { holds } from "./case.ts";

const alone = (text: string) => aMessage(10_000, text);
const room = (text: string) => aNotice(10_000, text);
const named = (nickname: string) => ({ username: "", nickname });
const templated = (parts: Parameters<typeof messageXml.joined>[0]) => aNotice(10_002, messageXml.joined(parts));
const person = (nickname: string) => ({ username: `wxid_${nickname}`, nickname });
const me = { username: ACCOUNT.wxid, nickname: "" };

describe("a friend", () => {
  holds([
    [
      "is added",
      alone("你已添加了张三，现在可以开始聊天了。"),
      { kind: "friend-added", name: "张三", conversationId: FRIEND },
    ],
    [
      "is added, in traditional Chinese",
      alone("你已新增了張三，現在可以開始聊天了。"),
      { kind: "friend-added", name: "張三" },
    ],
    [
      "added the account",
      alone("张三刚刚把你添加到通讯录，现在可以开始聊天了。"),
      { kind: "friend-added", name: "张三" },
    ],
    [
      "is added, in English",
      alone("You have added Zhang San as your WeChat contact. Start chatting!"),
      { kind: "friend-added", name: "Zhang San" },
    ],
    [
      "with a comma in the name is added",
      alone("你已添加了张，三，现在可以开始聊天了。"),
      { kind: "friend-added", name: "张，三" },
    ],
    [
      "is no friend any longer",
      alone(
        '张三开启了朋友验证，你还不是他（她）朋友。请先发送朋友验证请求，对方验证通过后，才能聊天。<a href="weixin://findfriend/verifycontact">发送朋友验证</a>',
      ),
      { kind: "friend-lost", cause: "not-friend" },
    ],
    [
      "is no friend, without the link",
      alone("张三开启了朋友验证，你还不是他（她）朋友。请先发送朋友验证请求，对方验证通过后，才能聊天。"),
      { kind: "friend-lost", cause: "not-friend" },
    ],
    [
      "is no friend, in traditional Chinese",
      alone("張三開啟了朋友驗證，你還不是他（她）朋友。請先傳送朋友驗證請求。"),
      { kind: "friend-lost", cause: "not-friend" },
    ],
    [
      "is no friend, in English",
      alone(
        'Zhang has enabled Friend Confirmation. <a href="weixin://findfriend/verifycontact">Send friend request</a>',
      ),
      { kind: "friend-lost" },
    ],
    [
      "is no friend, in any language",
      alone('張さんは友達確認を有効にしました。<a href="weixin://findfriend/verifycontact">送る</a>'),
      { kind: "friend-lost", cause: "not-friend" },
    ],
    ["has blocked the account", alone("消息已发出，但被对方拒收了。"), { kind: "friend-lost", cause: "blocked" }],
    [
      "has blocked it, in traditional Chinese",
      alone("訊息已傳送，但對方拒收了。"),
      { kind: "friend-lost", cause: "blocked" },
    ],
    [
      "has blocked it, in English",
      alone("The message was successfully sent but rejected by the receiver."),
      { kind: "friend-lost", cause: "blocked" },
    ],
    ["who writes the sentence is not added", aMessage(1, "你已添加了张三，现在可以开始聊天了。"), { kind: "text" }],
    ["is not lost in a group", room("消息已发出，但被对方拒收了。"), { kind: "unknown", reason: "notice" }],
  ]);
});

describe("red packets, pats and recalls in words", () => {
  holds([
    ["a red packet for the phone", alone("收到红包，请在手机上查看"), { kind: "red-packet-notice", what: "received" }],
    ["a red packet in a group", room("收到红包，请在手机上查看"), { kind: "red-packet-notice", what: "received" }],
    [
      "a red packet in English",
      alone("Red packet received. View it on your phone."),
      { kind: "red-packet-notice", what: "received" },
    ],
    ["a red packet that was opened", alone("张三领取了你的红包"), { kind: "red-packet-notice", what: "opened" }],
    [
      "a red packet told by its picture",
      alone('<img src="SystemMessages_HongbaoIcon.png"/> 你领取了<a href="weixin://weixinhongbao/x">张三的红包</a>'),
      { kind: "red-packet-notice", what: "opened", notice: "你领取了张三的红包" },
    ],
    ["a pat of the account", room('"张三" 拍了拍我'), { kind: "pat", to: ACCOUNT.wxid }],
    ["a pat of another one", room('"张三" 拍了拍 "李四"'), { kind: "pat", to: "" }],
    ["a recall", alone('"张三" 撤回了一条消息'), { kind: "revoke", revokedMsgId: "" }],
    ["a recall in English", room('"Zhang" recalled a message'), { kind: "revoke" }],
    ["a person's words about a red packet", aMessage(1, "收到红包，请在手机上查看"), { kind: "text" }],
  ]);
});

describe("members who come, in words", () => {
  const suffix = "，小美与群里其他人都不是微信朋友关系，请注意隐私安全";
  const by = named("阿明");
  holds([
    [
      "with the word about strangers",
      room(`"阿明"邀请"小美"加入了群聊${suffix}`),
      { kind: "group-joined", members: [named("小美")], by },
    ],
    [
      "by a code, with the word about strangers",
      room(`"小美"通过扫描"阿明"分享的二维码加入群聊${suffix}`),
      { kind: "group-joined", members: [named("小美")], by },
    ],
    [
      "invited by the account, with that word",
      room(`你邀请"小美"加入了群聊${suffix}`),
      { kind: "group-joined", members: [named("小美")], by: me },
    ],
    [
      "in traditional Chinese, with that word",
      room('"阿明"邀請"小美"加入了群組，小美與群組裡其他人都不是微信朋友關係，請注意隱私安全'),
      { kind: "group-joined", members: [named("小美")] },
    ],
    [
      "with an emoji and 、 in the name",
      room('"李🏃‍♂️菊"邀请"👩‍👩‍👧、王"加入了群聊'),
      { members: [named("👩‍👩‍👧、王")], by: named("李🏃‍♂️菊") },
    ],
    ["with a comma in the name", room('"阿明"邀请"A, B"加入了群聊'), { members: [named("A, B")] }],
    ["each in its own marks", room('"阿明"邀请"甲"、"乙、丙"加入了群聊'), { members: [named("甲"), named("乙、丙")] }],
    [
      "not by a nickname",
      room('"x"邀请你加入了群聊，"与群里其他人都不是微信朋友关系，请注意隐私安全'),
      { kind: "unknown" },
    ],
  ]);
});

describe("members who come, by template", () => {
  const invited = (template: string) => templated({ template, username: ["阿刘"], names: ["阿郑"] });
  const joined = { kind: "group-joined", members: [person("阿郑")], by: person("阿刘") };
  holds([
    ["in Japanese", invited('"$username$"が"$names$"をグループに招待しました'), joined],
    ["in Korean", invited('"$username$"님이 "$names$"님을 그룹 채팅방에 초대했습니다'), joined],
    ["in Thai", invited('"$username$" ได้เชิญ "$names$" เข้าร่วมกลุ่ม'), joined],
    ["in Vietnamese", invited('"$username$" đã mời "$names$" vào nhóm'), joined],
    ["in Russian", invited('"$username$" пригласил "$names$" в группу'), joined],
    ["in Arabic", invited('"$username$" دعا "$names$" إلى المجموعة'), joined],
    ["in Spanish", invited("$username$ invitó a $names$ al grupo"), joined],
    ["in German", invited("$username$ hat $names$ in die Gruppe eingeladen"), joined],
    ["in Turkish", invited("$username$, $names$ kişisini gruba davet etti"), joined],
    ["in Chinese", invited('"$username$"邀请"$names$"加入了群聊'), joined],
    ["in English", invited("$username$ invited $names$ to the group chat"), joined],
    [
      "by the account, in Japanese",
      templated({ template: "「$names$」をグループに招待しました  $revoke$", names: ["阿郑"] }),
      { ...joined, by: me },
    ],
    [
      "the account itself, in Japanese",
      templated({
        template: "$username$がグループに招待しました。他の参加者：$others$",
        username: ["阿刘"],
        others: ["甲"],
      }),
      { kind: "group-joined", members: [me], by: person("阿刘") },
    ],
    [
      "by a code, in Japanese",
      templated({ template: "$adder$が$from$のQRコードから参加しました", adder: ["阿郑"], from: ["阿刘"] }),
      joined,
    ],
    [
      "not those who cannot be invited",
      templated({ template: '你无法邀请未添加你为好友的用户进去群聊，请先向"$names$"发送朋友验证申请', names: ["甲"] }),
      { kind: "unknown", reason: "system-message" },
    ],
    ["not those who become administrators", invited('"$username$"将"$names$"设为了群管理员'), { kind: "unknown" }],
    [
      "not those who are to be asked",
      templated({ template: '"$username$"开启了群聊邀请确认', username: ["阿刘"] }),
      { kind: "unknown" },
    ],
  ]);
});

describe("members who go", () => {
  const gone = { kind: "member-left", members: [person("小美")] };
  const left = (template: string) => templated({ template, username: ["小美"] });
  holds([
    [
      "by themselves",
      room('"小美"退出了群聊'),
      { kind: "member-left", members: [named("小美")], conversationId: ROOM },
    ],
    ["in traditional Chinese", room("「小美」退出了群組"), { kind: "member-left", members: [named("小美")] }],
    ["in English", room('"Mei" left the group chat'), { kind: "member-left", members: [named("Mei")] }],
    ["in Japanese", room('"小美"がグループを退出しました'), { kind: "member-left" }],
    ["by template", left('"$username$"退出了群聊'), gone],
    ["by template, in Japanese", left('"$username$"がグループを退会しました'), gone],
    ["by template, in Korean", left('"$username$"님이 나갔습니다'), gone],
    ["by template, in Russian", left('"$username$" покинул группу'), gone],
    ["by template, in Spanish", left("$username$ abandonó el grupo"), gone],
    ["removed by the account", room('你将"小美"移出了群聊'), { kind: "member-removed", members: [named("小美")] }],
    ["removed by another one", room('"阿明"将"小美"移出了群聊'), { kind: "member-removed", members: [named("小美")] }],
    [
      "removed, the other way round",
      room('"小美"被"阿明"移出了群聊'),
      { kind: "member-removed", members: [named("小美")] },
    ],
    [
      "removed, in English",
      room('You removed "Mei" from the group chat'),
      { kind: "member-removed", members: [named("Mei")] },
    ],
    [
      "removed, in any language",
      aNotice(10_002, messageXml.template({ template: '"$kickoutname$" 님을 내보냈습니다' })),
      { kind: "member-removed", members: [{ username: "wxid_ei0000000000005", nickname: "白水" }] },
    ],
    ["the account itself, removed", room('你被"阿明"移出群聊'), { kind: "removed-from-group", by: "阿明" }],
  ]);
});

describe("people who want to come", () => {
  const asked = {
    kind: "join-application",
    members: [{ username: "wxid_ei0000000000005", nickname: "白水" }],
    reason: "同事",
  };
  holds([
    [
      "by the list",
      aNotice(10_002, messageXml.application()),
      { ...asked, by: { username: FRIEND, nickname: "小博" }, ticket: "AAAA" },
    ],
    [
      "in another language",
      aNotice(10_002, messageXml.application().replace("想邀请1位朋友加入群聊", " quiere invitar a 1 amigo")),
      asked,
    ],
    ["in words", room('"李四"想邀请1位朋友加入群聊'), { kind: "join-application", by: named("李四"), members: [] }],
    ["in words, by name", room('"小博"想邀请"小雨"加入群聊'), { kind: "join-application", members: [named("小雨")] }],
    [
      "in English",
      room("李四 wants to invite 1 friend to the group chat"),
      { kind: "join-application", by: named("李四") },
    ],
    ["by a code", room('"小雨"想通过扫描"李四"分享的二维码申请加入群聊'), { kind: "join-application" }],
  ]);
});

describe("a group's name and owner by template", () => {
  const titled = (template: string) =>
    aNotice(
      10_002,
      `<sysmsg type="sysmsgtemplate"><sysmsgtemplate><content_template type="tmpl_type_profile"><template><![CDATA[${template}]]></template><link_list><link name="username" type="link_profile"><memberlist><member><username>wxid_甲</username><nickname>甲</nickname></member></memberlist></link><link name="remark" type="link_plain"><plain><![CDATA[读书会]]></plain></link></link_list></content_template></sysmsgtemplate></sysmsg>`,
    );
  holds([
    ["renamed", titled('"$username$"修改群名为“$remark$”'), { kind: "group-renamed", by: "甲", name: "读书会" }],
    ["renamed by the account", titled("你修改群名为“$remark$”"), { kind: "group-renamed", by: "", name: "读书会" }],
    ["a new owner", titled('"$username$"已成为新群主'), { kind: "group-owner-changed", owner: "甲" }],
    ["dismissed", titled('群主"$username$"已解散该群聊'), { kind: "group-dismissed" }],
  ]);
});

describe("what a template's sentence says, with people and names in their places", () => {
  const said = (template: string) => templated({ template, username: ["小雨"], names: ["小美"] });
  const xiaomei = { username: "wxid_小美", nickname: "小美" };
  holds([
    ["the account is removed", said('你被"$username$"移出群聊'), { kind: "removed-from-group", by: "小雨" }],
    ["a member is removed", said('"$username$"将"$names$"移出群聊'), { kind: "member-removed", members: [xiaomei] }],
    ["a member leaves", said('"$names$"退出了群聊'), { kind: "member-left" }],
    ["a pat", said('"$username$" 拍了拍 "$names$"'), { kind: "pat", template: '"小雨" 拍了拍 "小美"' }],
    ["a call", said('"$username$"发起了语音通话'), { kind: "call", media: "voice", text: '"小雨"发起了语音通话' }],
    ["a red packet", said('"$username$"领取了你的红包'), { kind: "red-packet-notice", notice: '"小雨"领取了你的红包' }],
    [
      "a placeholder that no list has",
      said('"$stranger$"修改群名为“$names$”'),
      { kind: "group-renamed", by: "$stranger$", name: "小美" },
    ],
  ]);
});
