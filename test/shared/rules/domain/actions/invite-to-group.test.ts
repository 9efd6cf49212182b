import { describe, expect, it } from "vitest";
import type { InboundMessage } from "../../../../../shared/messages/domain/inbound-message.ts";
import { inviteToGroup } from "../../../../../shared/rules/domain/actions/invite-to-group.ts";
import { anAccount, anInboundText } from "../../../../support/builders.ts";

const GROUP = "vip@chatroom";

function invited(message: InboundMessage) {
  return inviteToGroup.effects(
    { type: "invite-to-group", groupId: GROUP },
    {
      rule: { id: "r", name: "r" },
      message,
      account: anAccount(),
      render: (text) => text,
      senderName: () => "张三",
      choose: () => 0,
    },
  );
}

describe("inviting to a group", () => {
  it("invites whoever wrote, in private or in another group", () => {
    const content = { type: "invite-to-group", groupId: GROUP };
    for (const where of [{}, { chat: "group", conversationId: "other@chatroom" } as const]) {
      const message = anInboundText({ sender: "wxid_bob", ...where });
      expect(invited(message)).toEqual([{ type: "send", appId: message.appId, to: "wxid_bob", content }]);
    }
  });

  it("leaves those alone who are in it already", () => {
    expect(invited(anInboundText({ chat: "group", conversationId: GROUP }))).toEqual([]);
  });

  it.each(["", "other@chatroom", "wxid,wxid_other"])("flags a message of nobody in particular: '%s'", (sender) => {
    expect(invited(anInboundText({ sender }))).toEqual([{ type: "flag", flag: "nobody-to-invite" }]);
  });

  it("takes the id of a group and no other", () => {
    const { success } = inviteToGroup.schema.safeParse({ type: "invite-to-group", groupId: "wxid_bob" });
    expect(success).toBe(false);
  });
});
