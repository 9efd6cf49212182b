import { describe, expect, it } from "vitest";
import { aMessage, ROOM } from "../../../../support/callbacks/a-callback.ts";
import { messageXml } from "../../../../support/callbacks/message-xml.ts";
import { normalizeBody } from "../../../../support/callbacks/normalize-body.ts";

describe("app messages", () => {
  it("tell an invitation by its URL's path, not by its title or the rest of the URL", () => {
    expect(normalizeBody(aMessage(49, messageXml.groupInvitation({ title: "Group Chat Invitation" }))).kind).toBe(
      "group-invitation",
    );
    expect(
      normalizeBody(
        aMessage(
          49,
          messageXml.link({
            title: "邀请你加入群聊",
            url: "https://a.example.com/x?u=/addchatroombyinvite#/addchatroombyinvite",
          }),
        ),
      ).kind,
    ).toBe("link");
  });

  it("know both numbers of mini programs, and their cover", () => {
    const xml = messageXml
      .miniProgram({ type: "36" })
      .replace("<title>", "<thumburl>https://img.example.com/c.jpg</thumburl><title>");
    expect(normalizeBody(aMessage(49, xml))).toMatchObject({
      kind: "mini-program",
      coverUrl: "https://img.example.com/c.jpg",
    });
    const bare = "<msg><appmsg><type>36</type><sourceusername>gh_1@app</sourceusername></appmsg></msg>";
    expect(normalizeBody(aMessage(49, bare))).toMatchObject({
      kind: "mini-program",
      username: "gh_1@app",
      miniAppId: "",
    });
  });

  it("keep a quoted XML message as text, and the sender where only one is named", () => {
    const content = messageXml.file();
    expect(normalizeBody(aMessage(49, messageXml.quote({ quotedType: "49", content })))).toMatchObject({
      quoted: { type: 49, content: content.trim() },
    });
    const xml = messageXml.quote().replace(/<chatusr>.*<\/chatusr>/, "");
    expect(normalizeBody(aMessage(49, xml))).toMatchObject({ quoted: { sender: ROOM } });
  });

  it("fall back on what a red packet has", () => {
    const packet = (inner: string) =>
      `<msg><appmsg><type>2001</type><title>t</title><wcpayinfo>${inner}</wcpayinfo></appmsg></msg>`;
    expect(normalizeBody(aMessage(49, packet("<sendertitle>s</sendertitle><url>u</url>")))).toMatchObject({
      title: "s",
      url: "u",
    });
    expect(normalizeBody(aMessage(49, packet("")))).toMatchObject({ title: "t", url: "" });
  });

  it("do without a video's media and duration", () => {
    const xml = "<msg><appmsg><type>51</type><finderFeed><objectId>1</objectId></finderFeed></appmsg></msg>";
    expect(normalizeBody(aMessage(49, xml))).toMatchObject({
      kind: "video-channel",
      objectId: "1",
      url: "",
      durationSeconds: undefined,
    });
  });

  it.each([
    ["51", { kind: "video-channel", objectId: "", nickname: "" }],
    ["2000", { kind: "transfer", feeText: "", transferId: "" }],
    ["2001", { kind: "red-packet", title: "", payMsgId: "" }],
    ["6", { kind: "file", title: "", size: undefined }],
    ["5", { kind: "link", url: "" }],
  ])("of type %s are told by it alone", (type, expected) => {
    expect(normalizeBody(aMessage(49, `<msg><appmsg><type>${type}</type></appmsg></msg>`))).toMatchObject(expected);
  });
});
