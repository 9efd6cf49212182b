import { describe, expect, it } from "vitest";
import { ACCOUNT, aMessage, aNotice, FRIEND, ROOM } from "../../../../support/callbacks/a-callback.ts";
import { normalizeBody } from "../../../../support/callbacks/normalize-body.ts";

describe("notices in plain text", () => {
  it.each([
    ['你被"小博"移出群聊', { kind: "removed-from-group", by: "小博" }],
    ["你被“小”博”移出了群聊", { kind: "removed-from-group", by: "小”博" }],
    ["你已被移出群聊", { kind: "removed-from-group", by: "" }],
    ['You were removed from the group chat by "Bo"', { kind: "removed-from-group", by: "Bo" }],
    ["You were removed from the group chat by Bo", { kind: "removed-from-group", by: "Bo" }],
    ["You have been removed from the group.", { kind: "removed-from-group", by: "" }],
    ["你修改群名为“a”b”", { kind: "group-renamed", by: "", name: "a”b" }],
    ['"小博"修改群名为“读书会😀”\n', { kind: "group-renamed", by: "小博", name: "读书会😀" }],
    ['You changed the group name to "Books"', { kind: "group-renamed", by: "", name: "Books" }],
    ['"Bo" changed the group name to "Books"', { kind: "group-renamed", by: "Bo", name: "Books" }],
    ['Bo changed the group name to "Books"', { kind: "group-renamed", by: "Bo", name: "Books" }],
    ["你已成为新群主", { kind: "group-owner-changed", owner: "" }],
    ['"小博"已成为新群主', { kind: "group-owner-changed", owner: "小博" }],
    ["You have become the new group owner", { kind: "group-owner-changed", owner: "" }],
    ['"Bo" is now the group owner', { kind: "group-owner-changed", owner: "Bo" }],
  ])("%j is told", (text, expected) => {
    expect(normalizeBody(aNotice(10_000, text))).toMatchObject({
      ...expected,
      conversationId: ROOM,
      chat: "group",
      sender: "",
      notice: text.trim(),
    });
  });

  it.each([
    '"修改群名为"拒绝了"移出群聊"',
    '"你被"小博"移出群聊"开启了群聊邀请确认',
    "",
    `"${"a".repeat(1000)}"修改群名为“b”`,
    '"修改群名为“'.repeat(50_000),
  ])("any other text stays unknown and is kept", (text) => {
    const message = normalizeBody(aNotice(10_000, text));
    expect(message).toMatchObject({
      kind: "unknown",
      conversationId: ROOM,
      chat: "group",
      sender: "",
      raw: { Data: { Content: { string: text } } },
    });
  });

  it("outside a group is unknown", () => {
    expect(normalizeBody(aMessage(10_000, "你已成为新群主"))).toMatchObject({
      kind: "unknown",
      sender: FRIEND,
      chat: "private",
    });
  });

  it("are told behind the group's prefix too, whoever they come from", () => {
    const text = "你已成为新群主";
    for (const parts of [
      { from: ROOM, to: ACCOUNT.wxid },
      { from: ACCOUNT.wxid, to: ROOM },
    ]) {
      expect(normalizeBody(aMessage(10_000, `${ROOM}:\n${text}`, parts))).toMatchObject({
        kind: "group-owner-changed",
        notice: text,
        conversationId: ROOM,
      });
    }
  });
});
