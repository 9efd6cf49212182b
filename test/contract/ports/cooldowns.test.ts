import { expect, it } from "vitest";
import { type CooldownKey, cooldownWord } from "../../../shared/rules/domain/judging/facts.ts";
import { NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

const key = (ruleId: string, id: string, type: "user" | "group" = "user"): CooldownKey => ({
  ruleId,
  subject: { type, id },
});

onEveryStorage("cooldowns", (fresh) => {
  it("are kept by account, rule and subject", async () => {
    const { cooldowns } = await fresh();
    await cooldowns.begin("wx_app_1", [
      { ...key("hello", "wxid_a"), until: NOON + 1 },
      { ...key("hello", "1@chatroom", "group"), until: NOON + 2 },
    ]);
    const asked = [
      key("hello", "wxid_a"),
      key("hello", "1@chatroom", "group"),
      key("hello", "1@chatroom"),
      key("bye", "wxid_a"),
      key("hello", "wxid_b"),
    ];
    expect([...(await cooldowns.read("wx_app_1", asked))]).toEqual([
      [cooldownWord(key("hello", "wxid_a")), NOON + 1],
      [cooldownWord(key("hello", "1@chatroom", "group")), NOON + 2],
    ]);
    expect((await cooldowns.read("wx_app_2", asked)).size).toBe(0);
  });

  it("never end earlier because an older decision is carried out again", async () => {
    const { cooldowns } = await fresh();
    const until = async () => (await cooldowns.read("wx_app_1", [key("hello", "wxid_a")])).get("hello user wxid_a");
    await cooldowns.begin("wx_app_1", [{ ...key("hello", "wxid_a"), until: NOON + 5 }]);
    await cooldowns.begin("wx_app_1", [{ ...key("hello", "wxid_a"), until: NOON + 3 }]);
    expect(await until()).toBe(NOON + 5);
    await cooldowns.begin("wx_app_1", [{ ...key("hello", "wxid_a"), until: NOON + 9 }]);
    expect(await until()).toBe(NOON + 9);
  });

  it("of nothing are nothing", async () => {
    const { cooldowns } = await fresh();
    await cooldowns.begin("wx_app_1", []);
    expect((await cooldowns.read("wx_app_1", [])).size).toBe(0);
  });
});
