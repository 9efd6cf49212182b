import { describe, expect, it } from "vitest";
import { aMessage, aNotice } from "../../../../support/callbacks/a-callback.ts";
import { messageXml } from "../../../../support/callbacks/message-xml.ts";
import { normalizeBody } from "../../../../support/callbacks/normalize-body.ts";

describe("notices by template", () => {
  const templated = (parts: Parameters<typeof messageXml.template>[0]) =>
    normalizeBody(aNotice(10_002, messageXml.template(parts)));

  it("are told in any language by the placeholder or the verb", () => {
    expect(templated({ template: 'You removed "$kickoutname$" from the group chat' })).toMatchObject({
      kind: "member-removed",
      notice: 'You removed "白水" from the group chat',
    });
    expect(
      templated({ template: 'Group owner "$identity$" disbanded this group chat', placeholder: "identity" }),
    ).toMatchObject({ kind: "group-dismissed" });
    expect(templated({ nickname: "" })).toMatchObject({ notice: '你将"wxid_ei0000000000005"移出了群聊' });
  });

  it("are unknown when they say something else, whatever people are called", () => {
    expect(
      templated({
        template: '"$username$"开启了群聊邀请确认',
        placeholder: "username",
        nickname: "已解散该群聊$kickoutname$",
      }),
    ).toMatchObject({ kind: "unknown" });
  });

  it("do without the list of people", () => {
    const xml =
      "<sysmsg type='sysmsgtemplate'><sysmsgtemplate><content_template><template>你将$kickoutname$移出了群聊</template></content_template></sysmsgtemplate></sysmsg>";
    expect(normalizeBody(aNotice(10_002, xml))).toMatchObject({
      kind: "member-removed",
      members: [],
      notice: "你将$kickoutname$移出了群聊",
    });
  });
});

describe("a dismissal", () => {
  it.each([
    '群主"$identity$"已解散该群聊',
    "群主「$identity$」已解散該群組",
    'Group owner "$identity$" disbanded this group chat',
    "グループオーナー「$identity$」がグループを解散しました",
    '그룹장 "$identity$"님이 그룹을 해체했습니다',
    'El propietario "$identity$" disolvió el grupo',
    'Le propriétaire "$identity$" a dissous le groupe',
    'Besitzer "$identity$" hat die Gruppe aufgelöst',
    'Владелец "$identity$" распустил группу',
    'Trưởng nhóm "$identity$" đã giải tán nhóm',
    'Pemilik "$identity$" membubarkan grup',
  ])("is told from %j", (template) => {
    const xml = messageXml.template({ template, placeholder: "identity" });
    expect(normalizeBody(aNotice(10_002, xml))).toMatchObject({
      kind: "group-dismissed",
      by: [{ username: "wxid_ei0000000000005", nickname: "白水" }],
    });
  });
});

describe("a message of the system", () => {
  it.each([
    ["revokemsg", { kind: "revoke", revokedMsgId: "", notice: "" }],
    ["pat", { kind: "pat", to: "", template: "" }],
    ["mmchatroombarannouncememt", { kind: "group-announcement", text: "" }],
    ["roomtoolstips", { kind: "group-todo", title: "" }],
  ])("of type %s is told by it alone", (type, expected) => {
    expect(normalizeBody(aMessage(10_002, `<sysmsg type="${type}"/>`))).toMatchObject(expected);
  });
});
