import { describe, expect, it } from "vitest";
import { setUpConsumer } from "../../../support/a-consumer.ts";
import { aGroup, aMember, anAccount, anEnvelope, anInboundText, aRule } from "../../../support/builders.ts";

const ROOM = "20000000001@chatroom";
const account = anAccount({ wxid: "wxid_own", name: "Alpha" });

/** A group's text without a list of mentions, and without the sign of WeChat's clients, unless given. */
function said(text: string, more: Parameters<typeof anInboundText>[0] = {}) {
  return anEnvelope({
    message: anInboundText({ text, wxid: "wxid_own", chat: "group", conversationId: ROOM, mentions: [], ...more }),
  });
}

const help = (chat: "mentioned" | "mentioned-me" | "mentioned-all" = "mentioned") =>
  aRule({
    id: "help",
    chat,
    match: { type: "keyword", mode: "exact", keywords: ["帮助"] },
    actions: [{ type: "reply", text: "{{message.text}}|{{message.raw}}" }],
  });

async function answersTo(envelope: ReturnType<typeof said>, rule = help()) {
  const world = setUpConsumer([rule], undefined, { accounts: [account] });
  const own = aMember({ wxid: "wxid_own", nickname: "小助手", displayName: "值班 小王" });
  const group = aGroup({ id: ROOM, updatedAt: 1 });
  await world.directory.putGroup(account.appId, group, [own, aMember({ wxid: "wxid_li" })]);
  await world.consume([envelope]);
  return world;
}

describe("a message that mentions the account by a name", () => {
  it.each([
    ["the name in the group, with a blank in it", "@值班 小王 帮助"],
    ["the own name", "@小助手 帮助"],
    ["the name that operators gave", "@Alpha 帮助"],
    ["a name at the end", "帮助@小助手"],
  ])("is one for the account: %s", async (_what, text) => {
    const { texts, journal } = await answersTo(said(text));
    expect(texts()).toEqual([`帮助|${text}`]);
    expect(journal.entries()[0]?.message).toMatchObject({ mentions: ["wxid_own"], words: "帮助", text });
  });

  it.each([
    ["a longer name", "@小助手二号 帮助"],
    ["nothing behind it, and nobody says that it is one", "@小助手帮助"],
    ["an e-mail address", "a@小助手.example.com 帮助"],
  ])("is not one for the account: %s", async (_what, text) => {
    expect((await answersTo(said(text))).texts()).toEqual([]);
  });

  it.each([
    ["nothing behind the name", "@小助手帮助"],
    ["a name with a blank", "@值班 小王 帮助"],
    ["a name with a blank, nothing behind it", "@值班 小王帮助"],
  ])("has its words apart where the list says that it is mentioned: %s", async (_what, text) => {
    const { texts } = await answersTo(said(text, { mentions: ["wxid_own"] }));
    expect(texts()).toEqual([`帮助|${text}`]);
  });

  it("tells everybody from the account", async () => {
    const all = said("@所有人\u2005帮助", { mentions: ["notify@all"], words: "帮助" });
    const me = said("@小助手\u2005帮助", { mentions: ["wxid_own"], words: "帮助" });
    const answered = async (chat: "mentioned" | "mentioned-me" | "mentioned-all") =>
      Promise.all([all, me].map(async (one) => (await answersTo(one, help(chat))).texts().length));
    expect(await answered("mentioned")).toEqual([1, 1]);
    expect(await answered("mentioned-me")).toEqual([0, 1]);
    expect(await answered("mentioned-all")).toEqual([1, 0]);
  });

  it("is not looked for in the views where clients' signs end all mentions, or the list names others", async () => {
    const world = setUpConsumer([help()], undefined, { accounts: [account] });
    const unread = { ...world.directory, members: () => Promise.reject(new Error("read")) };
    Object.assign(world.directory, unread);
    const results = await world.consume([
      said("@小助手\u2005帮助", { mentions: ["wxid_own"], words: "帮助", newMsgId: "1" }),
      said("@李四 帮助", { mentions: ["wxid_li"], newMsgId: "2" }),
      said("帮助", { newMsgId: "3" }),
    ]);
    expect(results).toEqual([undefined, undefined, undefined]);
  });
});
