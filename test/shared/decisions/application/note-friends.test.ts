import { describe, expect, it } from "vitest";
import type { InboundMessage } from "../../../../shared/messages/domain/inbound-message.ts";
import { setUpConsumer } from "../../../support/a-consumer.ts";
import { anEnvelope, anInboundText } from "../../../support/builders.ts";

const APP = "wx_app_1";

function lost(cause: "not-friend" | "blocked", newMsgId = "1"): InboundMessage {
  const { kind: _kind, text: _text, ...head } = anInboundText({ newMsgId });
  return { ...head, kind: "friend-lost", notice: "消息已发出，但被对方拒收了。", cause };
}

function added(): InboundMessage {
  const { kind: _kind, text: _text, ...head } = anInboundText({ newMsgId: "2" });
  return { ...head, kind: "friend-added", notice: "你已添加了小明，现在可以开始聊天了。", name: "小明" };
}

describe("a person who is a friend no longer", () => {
  it("is kept with the cause, and taken back by a notice of a new friend", async () => {
    const { consume, lostFriends } = setUpConsumer([]);
    await consume([anEnvelope({ id: "a", message: lost("blocked") })]);
    expect([...(await lostFriends.of(APP))]).toEqual([["wxid_friend", "blocked"]]);
    await consume([anEnvelope({ id: "b", message: added() })]);
    expect([...(await lostFriends.of(APP))]).toEqual([]);
  });

  it("is taken back by what the person writes, and not by what the account writes", async () => {
    const { consume, lostFriends } = setUpConsumer([]);
    await consume([anEnvelope({ id: "a", message: lost("not-friend") })]);
    const own = anInboundText({ newMsgId: "3", fromSelf: true, sender: "wxid_me" });
    await consume([anEnvelope({ id: "b", message: own })]);
    expect((await lostFriends.of(APP)).size).toBe(1);
    await consume([anEnvelope({ id: "c", message: anInboundText({ newMsgId: "4" }) })]);
    expect((await lostFriends.of(APP)).size).toBe(0);
  });
});
