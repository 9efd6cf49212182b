import { describe, expect, it } from "vitest";
import { aMessage, FRIEND } from "../../../../support/callbacks/a-callback.ts";
import { messageXml } from "../../../../support/callbacks/message-xml.ts";
import { normalizeBody } from "../../../../support/callbacks/normalize-body.ts";

describe("what fits no kind", () => {
  it.each([
    [37, messageXml.friendRequest()],
    [49, ""],
    [49, "<msg><appmsg><type>5"],
    [49, "<msg><appmsg><type>9999</type></appmsg></msg>"],
    [49, "<msg><appmsg><weappinfo><type>5</type></weappinfo></appmsg></msg>"],
    [49, "<appmsg><type>5</type></appmsg>"],
    [49, "<msg/>"],
    [49, "<msg><appmsg><type>57</type></appmsg></msg>"],
    [49, '<!DOCTYPE m [<!ENTITY e "x">]><msg><appmsg><type>5</type><title>&e;</title></appmsg></msg>'],
    [10_002, ""],
    [10_002, "<msg/>"],
    [10_002, "<sysmsg/>"],
    [10_002, "<sysmsg type='revokemsg'>"],
    [10_002, '<sysmsg type="toString"><toString/></sysmsg>'],
    [10_002, '<sysmsg type="sysmsgtemplate"/>'],
    [9999, "hello"],
    [-1, "hello"],
  ])("a MsgType %i with %j is unknown and is kept whole", (msgType, content) => {
    const message = normalizeBody(aMessage(msgType, content));
    expect(message).toMatchObject({
      kind: "unknown",
      newMsgId: "4207115583920461873",
      conversationId: FRIEND,
      raw: { TypeName: "AddMsg", Data: { MsgType: msgType, Content: { string: content } } },
    });
  });

  it("a contact's change that names nobody, and a TypeName nobody knows, are unknown too", () => {
    expect(normalizeBody({ TypeName: "ModContacts", Appid: "wx_a", Data: { NickName: "x" } })).toMatchObject({
      kind: "unknown",
      raw: { TypeName: "ModContacts", Data: { NickName: "x" } },
    });
    expect(normalizeBody({ TypeName: "SnsUpdate", Appid: "wx_a", Data: { a: 1 } })).toMatchObject({
      kind: "unknown",
      conversationId: "",
      raw: { TypeName: "SnsUpdate", Data: { a: 1 } },
    });
  });

  it("a friend request without its ticket's other half is unknown", () => {
    expect(normalizeBody(aMessage(37, '<msg ticket="v4_1"/>', { from: "fmessage" })).kind).toBe("unknown");
  });
});
