import { describe, expect, it } from "vitest";
import { reasonOf, type StateReason } from "../../../../shared/accounts/domain/reason.ts";
import type { InboundMessage } from "../../../../shared/messages/domain/inbound-message.ts";
import { MOBILE, setUpConsumer } from "../../../support/a-consumer.ts";
import { anEnvelope, anInboundText, NOON } from "../../../support/builders.ts";

const offline = (appId = "wx_app_1"): InboundMessage => ({
  kind: "offline",
  appId,
  wxid: "wxid_me",
  conversationId: "",
  chat: "private",
  sender: "",
  fromSelf: false,
  sentAt: 1,
  mentions: [],
});

describe("the gateway's word that an account is offline", () => {
  it("has somebody ask at once, and changes nothing by itself", async () => {
    const { consume, tasks, accounts, heard } = setUpConsumer([]);
    expect(await consume([anEnvelope({ message: offline() })])).toEqual([undefined]);
    expect(tasks.added).toEqual([
      { task: { type: "check", appId: "wx_app_1", by: "offline-callback" }, delaySeconds: 0 },
    ]);
    expect(await accounts.get("wx_app_1")).toMatchObject({ state: "ONLINE", epoch: 0 });
    expect(heard).toEqual([]);
  });

  it("is nothing for an account that nobody registered", async () => {
    const { consume, tasks } = setUpConsumer([]);
    await consume([anEnvelope({ message: offline("wx_unknown") })]);
    expect(tasks.added).toEqual([]);
  });

  it("comes back until somebody was told to ask", async () => {
    const { consume, tasks } = setUpConsumer([]);
    const batch = [anEnvelope({ message: offline() }), anEnvelope({ id: "env-2", message: offline(MOBILE) })];
    tasks.down.now = true;
    expect(await consume(batch)).toEqual([expect.any(Error), expect.any(Error)]);
    tasks.down.now = false;
    expect(await consume(batch)).toEqual([undefined, undefined]);
    expect(tasks.added.map(({ task }) => task.appId).sort()).toEqual(["wx_app_1", MOBILE]);
  });
});

it("any other message is a sign that its account hears", async () => {
  const { consume, heard } = setUpConsumer([]);
  await consume([anEnvelope(), anEnvelope({ id: "env-2", message: anInboundText({ appId: "wx_unknown" }) })]);
  expect(heard).toEqual(["wx_app_1"]);
});

describe("a message for an account that is thought to be offline", () => {
  const inState = async (changes: { state: "ERROR" | "ONLINE" | "LOGGING_IN" | "IDLE"; reason?: StateReason }) => {
    const consumer = setUpConsumer([]);
    const account = await consumer.accounts.get("wx_app_1");
    if (!account) throw new Error("the account is registered");
    await consumer.accounts.transition(account, { to: changes.state, ...changes }, NOON);
    return consumer;
  };

  it("says that it may be back, if it is no old message", async () => {
    const { consume, back, clock } = await inState({ state: "ERROR", reason: reasonOf("reconnect-exhausted") });
    await consume([anEnvelope()]);
    expect(back).toEqual(["wx_app_1"]);
    clock.advance(60_001);
    await consume([anEnvelope({ id: "env-2", message: anInboundText({ newMsgId: "2" }) })]);
    expect(back).toEqual(["wx_app_1"]);
  });

  it.each([
    { state: "ONLINE" as const },
    { state: "LOGGING_IN" as const },
    { state: "IDLE" as const, reason: reasonOf("sends-refused") },
    { state: "IDLE" as const, reason: reasonOf("logged-out") },
  ])("says nothing where nobody is to ask (%o)", async (changes) => {
    const { consume, back } = await inState(changes);
    await consume([anEnvelope()]);
    expect(back).toEqual([]);
  });
});
