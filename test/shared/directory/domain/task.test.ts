import { describe, expect, it } from "vitest";
import { contactKindOf, isGroupId } from "../../../../shared/directory/domain/directory.ts";
import { directoryTaskSchema, newestTasks, taskAfter } from "../../../../shared/directory/domain/task.ts";
import type { InboundMessage, MessageBody } from "../../../../shared/messages/domain/inbound-message.ts";
import { anInboundText, NOON } from "../../../support/builders.ts";

const APP = "wx_app_1";
const GROUP = "10000000001@chatroom";

function event(body: MessageBody, conversationId = GROUP): InboundMessage {
  const { kind, text, ...head } = anInboundText({ conversationId });
  return { ...head, ...body } as InboundMessage;
}

const changed = (username: string) =>
  event(
    {
      kind: "contact-changed",
      username,
      nickname: "",
      remark: "",
      avatarUrl: "",
      signature: "",
      country: "",
      province: "",
      city: "",
      v3: "",
    },
    username,
  );

describe("what a message changes", () => {
  it.each<[MessageBody]>([
    [{ kind: "group-changed", name: "x", owner: "" }],
    [{ kind: "group-renamed", notice: "", by: "", name: "x" }],
    [{ kind: "group-owner-changed", notice: "", owner: "" }],
    [{ kind: "member-removed", notice: "", members: [] }],
    [{ kind: "group-joined", notice: "", members: [], by: { username: "", nickname: "" } }],
  ])("a change of a group refreshes it, after a while", (body) => {
    const task = taskAfter(event(body), NOON);
    expect(task?.task).toEqual({ type: "refresh-group", appId: APP, groupId: GROUP, at: NOON, doubted: false });
    expect(task?.delaySeconds).toBeGreaterThan(0);
    expect(taskAfter(event(body, ""), NOON)).toBeUndefined();
  });

  it.each<[MessageBody]>([
    [{ kind: "group-left" }],
    [{ kind: "removed-from-group", notice: "", by: "" }],
    [{ kind: "group-dismissed", notice: "", by: [] }],
  ])("leaving a group removes it at once", (body) => {
    const task = { type: "remove-group", appId: APP, groupId: GROUP, at: NOON };
    expect(taskAfter(event(body), NOON)).toEqual({ task, delaySeconds: 0 });
    expect(taskAfter(event(body, ""), NOON)).toBeUndefined();
  });

  it("contacts are refreshed and removed one by one, the account itself is none", () => {
    const refresh = { type: "refresh-contact", appId: APP, wxid: "wxid_friend", at: NOON };
    expect(taskAfter(changed("wxid_friend"), NOON)?.task).toEqual(refresh);
    expect(taskAfter(changed("wxid_me"), NOON)).toBeUndefined();
    const deleted = (username: string) => taskAfter(event({ kind: "contact-deleted", username }, username), NOON);
    expect(deleted("wxid_friend")?.task).toEqual({ ...refresh, type: "remove-contact" });
    expect(deleted("")).toBeUndefined();
  });

  it("is nothing for ordinary messages", () => {
    expect(taskAfter(anInboundText(), NOON)).toBeUndefined();
  });
});

it("of several tasks about one thing the newest is left, whatever order they come in", () => {
  const at = (time: number) => {
    const task = taskAfter(event({ kind: "group-changed", name: "", owner: "" }), time);
    if (!task) throw new Error("no task");
    return task;
  };
  const other = taskAfter(changed("wxid_friend"), NOON);
  if (!other) throw new Error("no task");
  expect(newestTasks([at(2), other, at(3), at(1)])).toEqual([at(3), other]);
  for (const { task } of [at(1), other]) expect(directoryTaskSchema.parse(task)).toEqual(task);
});

it("ids tell what they are ids of", () => {
  expect(isGroupId(GROUP)).toBe(true);
  expect(isGroupId("wxid_1")).toBe(false);
  expect(contactKindOf("gh_1")).toBe("official");
  expect(contactKindOf("25984982@openim")).toBe("enterprise");
  expect(contactKindOf("wxid_1")).toBe("friend");
});
