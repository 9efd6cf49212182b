import { describe, expect, it, vi } from "vitest";
import type { Rule } from "../../../../shared/rules/domain/rule.ts";
import { MOBILE, setUpConsumer } from "../../../support/a-consumer.ts";
import {
  aContact,
  aGroupJoined,
  anAccount,
  anEnvelope,
  anInboundText,
  aRule,
  NOON,
} from "../../../support/builders.ts";
import { withEveryCrash } from "../../../support/faults.ts";

const ROOM = "10000000001@chatroom";
const SECOND = 1000;

const said = (number: number, changes: Parameters<typeof anInboundText>[0] = {}) =>
  anEnvelope({ id: `env-${number}`, message: anInboundText({ newMsgId: String(number), ...changes }) });
const reply = (changes: Partial<Rule>) => aRule({ actions: [{ type: "reply", text: "在的" }], ...changes });

describe("a rule with a pause", () => {
  const rule = reply({ cooldown: { user: 60 } });

  it("answers a person once within it, others too, and the person again after it", async () => {
    const { consume, texts } = setUpConsumer([rule]);
    await consume([
      said(1),
      said(2, { sentAt: NOON + 59 * SECOND }),
      said(3, { sender: "wxid_other", conversationId: "wxid_other" }),
    ]);
    expect(texts()).toHaveLength(2);
    await consume([said(4, { sentAt: NOON + 60 * SECOND })]);
    expect(texts()).toHaveLength(3);
  });

  it("gives way to the rules after it while it lasts", async () => {
    const later = reply({ id: "later", priority: -1, actions: [{ type: "reply", text: "稍后" }] });
    const { consume, texts } = setUpConsumer([rule, later]);
    await consume([said(1), said(2)]);
    expect(texts()).toEqual(["在的", "稍后"]);
  });

  it("may be for a group as a whole", async () => {
    const { consume, texts } = setUpConsumer([reply({ cooldown: { group: 60 } })]);
    const inRoom = { chat: "group", conversationId: ROOM } as const;
    await consume([said(1, inRoom), said(2, { ...inRoom, sender: "wxid_other" }), said(3)]);
    await consume([said(4, { ...inRoom, conversationId: "2@chatroom" })]);
    expect(texts()).toHaveLength(3);
  });

  it("is answered once and paused once wherever the consumer dies", async () => {
    const crashes = await withEveryCrash(async (crash, where) => {
      const { consume, texts, restart } = setUpConsumer([rule], crash);
      const batch = [said(1), said(2, { sentAt: NOON + SECOND })];
      const results = await consume(batch).catch(() => []);
      const left = crash.crashed() ? batch : batch.filter((_, position) => results[position]);
      expect(await restart()(left), where).toEqual(left.map(() => undefined));
      expect(texts(), where).toEqual(["在的"]);
    });
    expect(crashes).toBeGreaterThan(5);
  });
});

describe("what rules want to know", () => {
  it("is not read for messages that touch no such rule", async () => {
    const { consume, cooldowns, journal, directory } = setUpConsumer([
      reply({ id: "paused", cooldown: { user: 60 }, match: { type: "keyword", mode: "exact", keywords: ["报价"] } }),
      reply({ id: "first", match: { type: "first-message" }, chat: "group" }),
      reply({}),
    ]);
    const calls = [
      vi.spyOn(cooldowns, "read").mock.calls,
      vi.spyOn(cooldowns, "begin").mock.calls,
      vi.spyOn(journal, "heardBefore").mock.calls,
      vi.spyOn(directory, "contact").mock.calls,
    ];
    await consume([said(1), said(2, { text: "别的" })]);
    expect(calls.flat()).toEqual([]);
  });

  it("is whether a person wrote for the first time, in a chat of the two", async () => {
    const { consume, texts } = setUpConsumer([reply({ match: { type: "first-message" } })]);
    await consume([said(1), said(2, { sentAt: NOON + 1 })]);
    await consume([said(3, { chat: "group", conversationId: ROOM, sender: "wxid_new" })]);
    await consume([said(4, { conversationId: "wxid_new", sender: "wxid_new" })]);
    expect(texts()).toHaveLength(2);
  });

  it("is the sender's name, as the group shows it or as the person calls himself", async () => {
    const { consume, texts, directory } = setUpConsumer([
      reply({ actions: [{ type: "reply", text: "{{sender.name}}，您好" }] }),
    ]);
    await directory.putContacts("wx_app_1", [aContact({ nickname: "小明", remark: "欠款" })]);
    await consume([
      said(1),
      said(2, { chat: "group", conversationId: ROOM }),
      said(3, { sender: "wxid_x", conversationId: "wxid_x" }),
      said(4, { chat: "group", conversationId: ROOM, sender: "" }),
    ]);
    expect(texts()).toEqual(["小明，您好", "小明，您好", "朋友，您好", "朋友，您好"]);
  });
});

describe("two own accounts in one group", () => {
  const talkers = [anAccount({ wxid: "wxid_one" }), anAccount({ appId: MOBILE, name: "Second", wxid: "wxid_two" })];

  it("with rules that answer each other do not talk for ever", async () => {
    const { consume, outbound, texts, settings } = setUpConsumer(
      [
        reply({ id: "ping", actions: [{ type: "reply", text: "pong 你好" }] }),
        reply({ id: "pong", priority: 1, accounts: [MOBILE], actions: [{ type: "reply", text: "ping 你好" }] }),
      ],
      undefined,
      { accounts: talkers },
    );
    await settings.put({ ...(await settings.get()), groupAnswers: "all" });
    const inRoom = (appId: string, sender: string, text: string, number: number) =>
      anEnvelope({
        id: `${appId}-${number}`,
        message: anInboundText({ appId, sender, text, newMsgId: String(number), chat: "group", conversationId: ROOM }),
      });
    // A customer speaks: both accounts are in the group and hear it.
    let heard = talkers.map(({ appId }) => inRoom(appId, "wxid_customer", "你好", 1));
    const said: string[] = [];
    for (let round = 2; round < 12 && heard.length > 0; round++) {
      outbound.forget();
      await consume(heard);
      said.push(...texts());
      // WeChat delivers each account's message to the other account.
      heard = outbound.accepted().flatMap((command) => {
        const speaker = talkers.find(({ appId }) => appId === command.appId);
        const text = command.content.type === "text" ? command.content.text : "";
        return talkers
          .filter(({ appId }) => appId !== command.appId)
          .map(({ appId }) => inRoom(appId, speaker?.wxid ?? "", text, round));
      });
    }
    expect(heard).toEqual([]);
    expect(said).toEqual(["pong 你好", "ping 你好"]);
  });

  it("welcome who is new once, and neither welcome each other nor answer what the other says", async () => {
    const welcome = reply({
      match: { type: "event", events: ["group-joined"] },
      actions: [{ type: "reply", text: "欢迎 {{member.name}} 你好", mention: true }],
    });
    const { consume, texts } = setUpConsumer([welcome, reply({ id: "greeting" })], undefined, { accounts: talkers });
    const joined = (appId: string, wxid: string, username: string, newMsgId: string) => {
      const message = aGroupJoined({ appId, wxid, newMsgId, members: [{ username, nickname: "新人" }] });
      return anEnvelope({ id: `${appId}-${newMsgId}`, message });
    };
    const bothHear = (username: string, newMsgId: string) =>
      talkers.map(({ appId, wxid }) => joined(appId, wxid, username, newMsgId));
    await consume(bothHear("wxid_customer", "1"));
    expect(texts()).toEqual(["欢迎 {@wxid_customer} 你好"]);
    await consume(
      talkers.map(({ appId }, index) =>
        anEnvelope({
          id: `heard-${appId}`,
          message: anInboundText({
            appId,
            chat: "group",
            conversationId: ROOM,
            sender: talkers[1 - index]?.wxid ?? "",
            text: "欢迎 @新人 你好",
            newMsgId: "2",
          }),
        }),
      ),
    );
    await consume([joined("wx_app_1", "wxid_one", "wxid_two", "3")]);
    expect(texts()).toHaveLength(1);
  });

  it("are told apart from others by a list that is read every few seconds, not for each message", async () => {
    const { consume, accounts, clock, texts } = setUpConsumer([reply({})], undefined, { accounts: talkers });
    const list = vi.spyOn(accounts, "wxids");
    const fromThird = (number: number) => said(number, { chat: "group", conversationId: ROOM, sender: "wxid_three" });
    for (let number = 1; number <= 10; number++) await consume([fromThird(number)]);
    expect(list).toHaveBeenCalledTimes(1);
    expect(texts()).toHaveLength(10);
    await accounts.register(anAccount({ appId: "wx_app_3", wxid: "wxid_three" }));
    clock.advance(5 * SECOND);
    await consume([fromThird(21)]);
    expect(texts()).toHaveLength(10);
  });

  it("stay known while the list cannot be read; without a list nothing is decided", async () => {
    const { consume, accounts, clock, texts, lines } = setUpConsumer([reply({})], undefined, { accounts: talkers });
    vi.spyOn(accounts, "wxids").mockRejectedValueOnce(new Error("away"));
    await expect(consume([said(1)])).rejects.toThrow("away");
    await consume([said(1)]);
    clock.advance(5 * SECOND);
    vi.spyOn(accounts, "wxids").mockRejectedValueOnce(new Error("away"));
    await consume([said(2, { chat: "group", conversationId: ROOM, sender: "wxid_two" })]);
    expect(texts()).toHaveLength(1);
    expect(lines).toMatchObject([{ level: "error", message: expect.stringContaining("accounts") }]);
  });
});
