import { describe, expect, it } from "vitest";
import { setUpBacktest } from "../../../../support/a-backtest.ts";
import { anAccount, aRule } from "../../../../support/builders.ts";

const ANY = aRule({ match: { type: "regex", pattern: ".", ignoreCase: false } });
const IN_GROUP = { chat: "group" as const, conversationId: "1@chatroom", sender: "wxid_person" };
const TWO = [anAccount(), anAccount({ appId: "wx_app_2", wxid: "wxid_sister" })];
const ask = { appIds: ["wx_app_1"] };

describe("a backtest of what is not answered", () => {
  it("brakes where the messages were braked, and where other rules would have been", async () => {
    const world = setUpBacktest([ANY]);
    for (let n = 0; n < 15; n++) await world.hear();
    const same = await world.backtest([ANY], ask);
    expect(same.summary).toMatchObject({ judged: 15, same: 15, unsure: [] });
    expect(same.messages.map(({ would }) => would.flags.includes("braked"))).toEqual([
      ...Array(5).fill(true),
      ...Array(10).fill(false),
    ]);
    const { summary } = await world.backtest([], ask);
    expect(summary).toMatchObject({ noLongerAnswered: 10, same: 5 });
    const silent = setUpBacktest([]);
    for (let n = 0; n < 15; n++) await silent.hear();
    expect((await silent.backtest([ANY], ask)).summary).toMatchObject({ newlyAnswered: 10, same: 5, unsure: [] });
  });

  it("answers services and own accounts where rules name them, as live", async () => {
    const named = aRule({ id: "named", senders: { include: ["gh_*"] } });
    const world = setUpBacktest([ANY], { accounts: TWO });
    for (const sender of ["gh_shop", "weixin", "wxid_sister"]) await world.hear({ sender, conversationId: sender });
    expect((await world.backtest([ANY], ask)).summary).toMatchObject({ judged: 3, same: 3, unsure: [] });
    expect((await world.backtest([named, ANY], ask)).summary).toMatchObject({ newlyAnswered: 1, same: 2 });
  });

  it("leaves taken what another account had, and names a claim that was not made as unsure", async () => {
    const world = setUpBacktest([ANY], { accounts: TWO });
    await world.hear({ ...IN_GROUP, appId: "wx_app_2", sentAt: 5000 });
    await world.hear({ ...IN_GROUP, sentAt: 5000 });
    const taken = await world.backtest([ANY], ask);
    expect(taken.messages).toMatchObject([
      { verdict: "same", would: { flags: ["answered-by-another-account"] }, unsure: [] },
    ]);
    const silent = setUpBacktest([], { accounts: TWO });
    await silent.hear(IN_GROUP);
    expect((await silent.backtest([ANY], ask)).messages).toMatchObject([
      { verdict: "newly-answered", unsure: ["claim"] },
    ]);
  });
});
