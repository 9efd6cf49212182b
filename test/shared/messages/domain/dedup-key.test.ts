import { describe, expect, it } from "vitest";
import { dedupKeyOf } from "../../../../shared/messages/domain/dedup-key.ts";
import type { MessageHead } from "../../../../shared/messages/domain/inbound-message.ts";

const head: MessageHead = {
  appId: "wx_a",
  wxid: "wxid_a",
  conversationId: "wxid_b",
  chat: "private",
  sender: "wxid_b",
  fromSelf: false,
  sentAt: 0,
  mentions: [],
};

describe("dedupKeyOf", () => {
  it("is the NewMsgId", () => {
    expect(dedupKeyOf({ ...head, kind: "text", text: "", newMsgId: "4207115583920461873", msgId: "1" })).toBe(
      "4207115583920461873",
    );
  });

  it("falls back on the MsgId, which never equals a NewMsgId", () => {
    expect(dedupKeyOf({ ...head, kind: "text", text: "", msgId: "77" })).toBe("msg-77");
  });

  it("is the key that the adapter of Official Accounts made, before a MsgId that may collide", () => {
    expect(dedupKeyOf({ ...head, kind: "text", text: "", vendorKey: "openid-1", msgId: "77" })).toBe("openid-1");
  });

  it("does not exist for what has no id", () => {
    expect(dedupKeyOf({ ...head, kind: "offline" })).toBeUndefined();
    expect(dedupKeyOf({ ...head, kind: "group-left" })).toBeUndefined();
  });
});
