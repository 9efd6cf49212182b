import { expect, it } from "vitest";
import { routeSchema } from "../../../../../shared/routing/domain/routing.ts";
import type { ActionContext } from "../../../../../shared/rules/domain/actions/action.ts";
import { actionSchema } from "../../../../../shared/rules/domain/actions/registry.ts";
import { startBroadcast } from "../../../../../shared/rules/domain/actions/start-broadcast.ts";
import { anInboundText } from "../../../../support/builders.ts";

const inGroup = anInboundText({ conversationId: "1@chatroom", chat: "group", sender: "wxid_member" });
const effects = (to: "audience" | "sender" | "conversation", message = inGroup) =>
  startBroadcast.effects({ type: "start-broadcast", broadcast: "news", to }, { message } as ActionContext);

it.each([
  ["audience", {}],
  ["sender", { only: { appId: "wx_app_1", to: "wxid_member" } }],
  ["conversation", { only: { appId: "wx_app_1", to: "1@chatroom" } }],
] as const)("a broadcast is started for the %s", (to, only) => {
  const target = { type: "broadcast", broadcast: "news", ...only };
  expect(effects(to)).toEqual([{ type: "deliver", target, as: "BroadcastRequested" }]);
});

it("who asks to be a friend is both", () => {
  const { text: _text, ...head } = anInboundText({ conversationId: "fmessage", sender: "fmessage" });
  const request = { ...head, kind: "friend-request" as const, fromWxid: "wxid_new", nickname: "", v3: "v3", v4: "v4" };
  for (const to of ["sender", "conversation"] as const) {
    expect(effects(to, request as never)).toMatchObject([{ target: { only: { to: "wxid_new" } } }]);
  }
});

it("nobody is sent anything who has no proper id, and the decision says so", () => {
  expect(effects("sender", anInboundText({ sender: "" }))).toEqual([{ type: "flag", flag: "no-recipient" }]);
});

it("the audience is meant unless something else is said", () => {
  expect(actionSchema.parse({ type: "start-broadcast", broadcast: "news" })).toMatchObject({ to: "audience" });
  expect(actionSchema.safeParse({ type: "start-broadcast", broadcast: "no such id" }).success).toBe(false);
  expect(actionSchema.safeParse({ type: "start-broadcast", broadcast: "news", to: "all" }).success).toBe(false);
});

it("no routing table and no emitted event can start one", () => {
  const route = { id: "r", name: "r", targets: [{ type: "broadcast", broadcast: "news" }] };
  expect(routeSchema.safeParse(route).success).toBe(false);
});
