import { expect, it } from "vitest";
import { DEFAULT_AI_SETTINGS } from "../../../shared/ai/domain/settings.ts";
import { anAiTask } from "../../support/an-ai.ts";
import { NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

onEveryStorage("the AI's settings", (fresh) => {
  it("are the defaults and nothing of an account's own until somebody sets them", async () => {
    const { aiSettings } = await fresh();
    expect(await aiSettings.fleet()).toEqual(DEFAULT_AI_SETTINGS);
    expect(await aiSettings.account("wx_a")).toEqual({});
  });

  it("are what was set last, each account's apart", async () => {
    const { aiSettings } = await fresh();
    const fleet = { ...DEFAULT_AI_SETTINGS, dailyTokens: 5, model: "m" };
    await aiSettings.putFleet(fleet);
    await aiSettings.putAccount("wx_a", { systemPrompt: "甲".repeat(8000) });
    await aiSettings.putAccount("wx_b", { dailyCost: 1 });
    await aiSettings.putAccount("wx_b", { temperature: 0 });
    expect(await aiSettings.fleet()).toEqual(fleet);
    expect(await aiSettings.account("wx_a")).toEqual({ systemPrompt: "甲".repeat(8000) });
    expect(await aiSettings.account("wx_b")).toEqual({ temperature: 0 });
  });
});

onEveryStorage("fallbacks", (fresh) => {
  it("are claimed once in a while by one task of a conversation, which may claim it again", async () => {
    const { aiFallbacks } = await fresh();
    const task = (n: number, conversationId = "wxid_friend") =>
      anAiTask({ id: `ai_${String(n).padStart(32, "0")}`, conversationId });
    const claims = await Promise.all([1, 2, 3, 4].map((n) => aiFallbacks.claim(task(n), 60_000, NOON)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    const winner = task(claims.indexOf(true) + 1);
    expect(await aiFallbacks.claim(winner, 60_000, NOON)).toBe(true);
    expect(await aiFallbacks.claim(task(5), 60_000, NOON + 59_999)).toBe(false);
    expect(await aiFallbacks.claim(task(5, "wxid_other"), 60_000, NOON)).toBe(true);
    expect(await aiFallbacks.claim(task(6), 60_000, NOON + 60_000)).toBe(true);
  });
});
