import { describe, expect, it } from "vitest";
import { commandId } from "../../../../shared/kernel/domain/ids.ts";
import { envelopeIdOf } from "../../../../shared/passive/domain/envelope-id.ts";
import { aFollowersText, OFFICIAL_APP, setUpPassive } from "../../../support/a-passive-callback.ts";
import { anAccount, aRule, NOON } from "../../../support/builders.ts";

const HELLO = aRule();
const ANSWER = {
  id: commandId(envelopeIdOf(aFollowersText()) ?? "", "hello", 0),
  reply: { type: "text", text: "在的" },
  head: { to: "openid-1", from: "gh_1", createdAt: NOON },
};

describe("a callback that answers", () => {
  it("says what a rule decides, once, and leaves the rest to the consumer", async () => {
    const world = setUpPassive([
      aRule({
        actions: [
          { type: "reply", text: "在的" },
          { type: "tag-user", add: ["vip"] },
        ],
      }),
    ]);
    expect(await world.container()()).toEqual(ANSWER);
    await world.consume();
    expect(world.texts()).toEqual([]);
    expect(world.ledger.rows()).toMatchObject([{ state: "sent", command: { id: ANSWER.id } }]);
    expect(world.journal.entries()).toMatchObject([{ decision: { passive: ANSWER.id, rules: ["hello"] } }]);
    const profile = await world.profiles.get(OFFICIAL_APP, "openid-1", NOON);
    expect(profile?.profile.tags.vip?.on).toBe(true);
    expect(world.counts.get("PassiveAnswered")).toBe(1);
  });

  it("answers each try in the same words, and decides on the first alone", async () => {
    const world = setUpPassive([HELLO]);
    expect(await world.container()()).toEqual(ANSWER);
    world.rules.splice(0, 1, aRule({ actions: [{ type: "reply", text: "另一个" }] }));
    world.clock.advance(5000);
    expect(await world.container()()).toEqual(ANSWER);
    await world.consume();
    world.clock.advance(5000);
    expect(await world.container()()).toEqual(ANSWER);
    await world.consume();
    expect(world.texts()).toEqual([]);
    expect(world.journal.entries()).toHaveLength(1);
  });

  it("sends a second answer by the customer-service API where the account has it", async () => {
    const rule = aRule({ actions: [{ type: "reply", messages: [{ text: "一" }, { text: "二" }] }] });
    const both = setUpPassive([rule]);
    expect(await both.container()()).toMatchObject({ reply: { text: "一" } });
    await both.consume();
    expect(both.texts()).toEqual(["二"]);

    const alone = setUpPassive([rule], { mode: "passive" });
    expect(await alone.container()()).toMatchObject({ reply: { text: "一" } });
    await alone.consume();
    expect(alone.texts()).toEqual([]);
    expect(alone.journal.entries()).toMatchObject([{ decision: { flags: ["one-answer-only"] } }]);
  });

  it("takes the first answer that it can say where the account answers in no other way", async () => {
    const image = { content: { type: "image", url: "https://example.com/a.jpg" } as const };
    const rule = aRule({ actions: [{ type: "reply", messages: [image, { text: "二" }] }] });
    const both = setUpPassive([rule]);
    expect(await both.container()()).toBeUndefined();
    await both.consume();
    expect(both.texts()).toEqual(["image", "二"]);
    expect(await setUpPassive([rule], { mode: "passive" }).container()()).toMatchObject({ reply: { text: "二" } });
  });

  it("says a link as an article", async () => {
    const link = {
      type: "link",
      title: "标题",
      description: "",
      url: "https://example.com/",
      thumbUrl: "https://cdn.example.com/b.jpg",
    } as const;
    const world = setUpPassive([aRule({ actions: [{ type: "reply", content: link }] })]);
    expect(await world.container()()).toMatchObject({
      reply: {
        type: "news",
        articles: [
          { title: "标题", description: "", url: "https://example.com/", pictureUrl: "https://cdn.example.com/b.jpg" },
        ],
      },
    });
  });

  it("leaves a message to the consumer that a session may decide", async () => {
    const begin = aRule({
      id: "begin",
      actions: [
        { type: "set-session", step: "name", ttlMinutes: 10 },
        { type: "reply", text: "您贵姓？" },
      ],
    });
    const name = aRule({
      id: "name",
      steps: ["name"],
      priority: 1,
      match: { type: "kind", kinds: ["text"] },
      actions: [{ type: "reply", text: "好的" }],
    });
    const other = aRule({
      id: "other",
      priority: -1,
      match: { type: "kind", kinds: ["text"] },
      actions: [{ type: "reply", text: "其他" }],
    });
    const world = setUpPassive([begin, name, other]);
    const answer = world.container();
    expect(await answer(aFollowersText({ text: "天气", vendorKey: "0" }))).toMatchObject({ reply: { text: "其他" } });
    expect(await answer(aFollowersText({ vendorKey: "1" }))).toBeUndefined();
    await world.consume();
    expect(await answer(aFollowersText({ text: "张三", vendorKey: "2" }))).toBeUndefined();
    await world.consume();
    expect(world.texts()).toEqual(["您贵姓？", "好的"]);
  });

  it.each([
    ["by tags of the person", aRule({ userTags: { include: ["vip"] } })],
    ["by the AI", aRule({ actions: [{ type: "ask-ai" }] })],
    ["by no rule", aRule({ match: { type: "keyword", mode: "exact", keywords: ["别的"] } })],
  ])("leaves a message to the consumer that is decided %s", async (_how, rule) => {
    const world = setUpPassive([rule]);
    expect(await world.container()()).toBeUndefined();
    expect(world.journal.entries()).toEqual([]);
    expect([...world.queued.values()]).toMatchObject([{ id: envelopeIdOf(aFollowersText()) }]);
  });

  it("obeys a person's pause, a rule's pause and the brake", async () => {
    const world = setUpPassive([aRule({ cooldown: { user: 60 } })]);
    const answer = world.container();
    expect(await answer(aFollowersText({ vendorKey: "1" }))).toBeDefined();
    await world.consume();
    expect(await answer(aFollowersText({ vendorKey: "2" }))).toBeUndefined();

    const muted = setUpPassive([HELLO]);
    const pause = { by: "operator", at: NOON, until: NOON + 60_000 } as const;
    await muted.conversations.mute(OFFICIAL_APP, "openid-1", pause, NOON);
    expect(await muted.container()()).toBeUndefined();

    const chatty = setUpPassive([HELLO]);
    const said = [];
    for (let n = 0; n < 12; n += 1) {
      said.push(await chatty.container()(aFollowersText({ vendorKey: String(n), sentAt: NOON + n * 1000 })));
      await chatty.consume();
    }
    expect(said.filter((one) => one !== undefined)).toHaveLength(10);
    expect(chatty.counts.get("ConversationBraked")).toBe(1);
  });

  it("does not answer for an account that is not registered", async () => {
    const away = anAccount({ appId: OFFICIAL_APP, wxid: "gh_1", channel: "official", registered: false });
    expect(await setUpPassive([HELLO], { accounts: [away] }).container()()).toBeUndefined();
  });

  it("leaves events without a time to the consumer, since their tries cannot be told apart", async () => {
    const world = setUpPassive([HELLO]);
    expect(await world.container()(aFollowersText({ undated: true }))).toBeUndefined();
    expect(await world.container()(aFollowersText({ undated: true }))).toBeUndefined();
    expect(world.journal.entries()).toEqual([]);
  });

  it("has the consumer say nothing more where the account answers in its callbacks alone", async () => {
    const world = setUpPassive(
      [aRule({ actions: [{ type: "reply", content: { type: "image", url: "https://example.com/a.jpg" } }] })],
      {
        mode: "passive",
      },
    );
    expect(await world.container()()).toBeUndefined();
    await world.consume();
    expect(world.texts()).toEqual([]);
    expect(world.journal.entries()).toMatchObject([{ decision: { flags: ["not-answerable"], commands: [] } }]);
  });

  it("answers late rather than never, and says so", async () => {
    const world = setUpPassive([HELLO]);
    expect(await world.container()(aFollowersText(), NOON - 4501)).toEqual(ANSWER);
    expect(world.counts.get("PassiveLate")).toBe(1);
  });
});
