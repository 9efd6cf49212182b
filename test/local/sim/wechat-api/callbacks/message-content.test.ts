import { expect, it } from "vitest";
import {
  inboundContent,
  MESSAGE_KINDS,
  type SimMessageKind,
} from "../../../../../local/sim/wechat-api/callbacks/message-content.ts";
import { aMessage, ROOM } from "../../../../support/callbacks/a-callback.ts";
import { normalizeBody } from "../../../../support/callbacks/normalize-body.ts";

/** Kinds of the simulator that the platform calls otherwise than by its words with dashes. */
const CALLED: Partial<Record<SimMessageKind, string>> = {
  channelVideo: "video-channel",
  announcement: "group-announcement",
  appPat: "pat",
  notice: "unknown",
};
const IN_GROUPS: readonly SimMessageKind[] = ["groupJoined", "memberLeft", "joinApplication"];

it.each(MESSAGE_KINDS)("%s is the kind that it says", (kind) => {
  const { msgType, content } = inboundContent({ kind, from: "wxid_ann", text: "价格 & 标题" });
  const from = kind === "friendRequest" ? "fmessage" : IN_GROUPS.includes(kind) ? ROOM : "wxid_ann";
  const name = CALLED[kind] ?? kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  expect(normalizeBody(aMessage(msgType, content, { from })).kind).toBe(name);
});

it("records can be read", () => {
  const { msgType, content } = inboundContent({ kind: "chatRecord", from: "wxid_ann", text: "价格 & 标题" });
  expect(normalizeBody(aMessage(msgType, content))).toMatchObject({
    items: [{ name: "wxid_ann", text: "价格 & 标题" }],
  });
});
