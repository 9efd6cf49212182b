import { describe, expect, it } from "vitest";
import type { Account } from "../../../../shared/accounts/domain/account.ts";
import type { InboundMessage } from "../../../../shared/messages/domain/inbound-message.ts";
import { setUpConsumer } from "../../../support/a-consumer.ts";
import { aGroup, aMember, anAccount, anEnvelope, anInboundText, aRule } from "../../../support/builders.ts";
import { withEveryCrash } from "../../../support/faults.ts";

const SECOND = 1000;
const ROOM = "1@chatroom";
const ONE = anAccount({ appId: "wx_app_1", wxid: "wxid_one" });
const TWO = anAccount({ appId: "wx_app_2", wxid: "wxid_two" });
const ANY = aRule({ match: { type: "regex", pattern: ".", ignoreCase: false } });

/** A fleet of two accounts in one group, which knows its members. */
async function setUp(
  options: { crash?: Parameters<typeof setUpConsumer>[1]; members?: string[]; states?: Account["state"] } = {},
) {
  const { crash, members = ["wxid_one", "wxid_two", "wxid_person"], states = "ONLINE" } = options;
  const one = { ...ONE, state: states };
  const world = setUpConsumer([ANY], crash, { accounts: [one, TWO] });
  for (const { appId } of [ONE, TWO]) {
    const people = members.map((wxid) => aMember({ wxid }));
    if (people.length > 0) await world.directory.putGroup(appId, aGroup({ id: ROOM }), people);
  }
  let ids = 0;
  /** The copy that one account gets; its ids are its own. */
  const copy = (number: number, { appId, wxid }: Account, changes: Partial<InboundMessage> = {}) => {
    ids += 1;
    const inRoom = { chat: "group" as const, conversationId: ROOM, sender: "wxid_person", appId, wxid };
    const head = { ...inRoom, newMsgId: `${ids}`, sentAt: world.clock.now() + number * 7 * SECOND };
    const message = { ...anInboundText({ ...head, text: `第${number}条` }), ...changes } as InboundMessage;
    return anEnvelope({ id: `env-${appId}-${number}`, message });
  };
  const flags = () => world.journal.entries().flatMap(({ decision }) => decision.flags);
  return { ...world, copy, flags };
}

describe("two own accounts in a group", () => {
  it("give one answer each to 500 messages, whichever copy comes first, and late and passing ones find it taken", async () => {
    const { consume, copy, texts, flags, counts } = await setUp();
    const late = [];
    for (let number = 0; number < 500; number++) {
      const copies = [copy(number, ONE), copy(number, TWO)];
      if (number % 3 === 0) copies.reverse();
      if (number % 5 === 0) late.push(...copies.splice(1));
      expect((await consume(copies)).filter(Boolean)).toEqual([]);
    }
    await consume(late);
    expect(texts()).toHaveLength(500);
    expect(flags()).toEqual(Array(500).fill("answered-by-another-account"));
    expect(counts.get("AnsweredByAnotherAccount")).toBe(500);
  });

  it("answer for each other: what one does not receive, the other answers at once", async () => {
    const { consume, copy, texts } = await setUp();
    await consume([copy(0, ONE), copy(0, TWO)]);
    await consume([copy(1, TWO)]);
    await consume([copy(1, ONE)]);
    expect([texts("wx_app_1"), texts("wx_app_2")]).toEqual([["在的"], ["在的"]]);
  });

  it("leave the answer to the one that is online, within a beat of the other's going offline", async () => {
    const { consume, copy, texts, accounts, clock } = await setUp();
    await consume([copy(0, ONE), copy(0, TWO)]);
    const stored = await accounts.get("wx_app_1");
    if (!stored) throw new Error("no account");
    await accounts.transition(stored, { to: "RECONNECTING" } as never, clock.now(), undefined as never);
    clock.advance(30 * SECOND);
    await consume([copy(1, ONE), copy(1, TWO)]);
    expect([texts("wx_app_1"), texts("wx_app_2")]).toEqual([["在的"], ["在的"]]);
  });

  it("keep an answer where both are offline, and send it once", async () => {
    const { consume, copy, texts, accounts, clock } = await setUp({ states: "RECONNECTING" });
    const stored = await accounts.get("wx_app_2");
    if (!stored) throw new Error("no account");
    await accounts.transition(stored, { to: "RECONNECTING" } as never, clock.now(), undefined as never);
    await consume([copy(0, ONE), copy(0, TWO)]);
    expect(texts()).toHaveLength(1);
  });

  it("leave what mentions one of them to that one, though the other is first", async () => {
    const { consume, copy, texts } = await setUp();
    const mentions = { mentions: ["wxid_two"] };
    await consume([copy(0, ONE, mentions)]);
    await consume([copy(0, TWO, mentions)]);
    expect([texts("wx_app_1"), texts("wx_app_2")]).toEqual([[], ["在的"]]);
  });

  it("all answer where a setting lets them", async () => {
    const { consume, copy, texts, settings } = await setUp();
    await settings.put({ ...(await settings.get()), groupAnswers: "all" });
    await consume([copy(0, ONE), copy(0, TWO)]);
    expect(texts()).toHaveLength(2);
  });

  it("answer once also where the group's members are not known yet", async () => {
    const { consume, copy, texts } = await setUp({ members: [] });
    await consume([copy(0, ONE), copy(0, TWO)]);
    expect(texts()).toHaveLength(1);
  });

  it("claim nothing in private chats, in groups without another own account, and for what no rule answers", async () => {
    const { consume, copy, texts, groupClaims, rules } = await setUp({ members: ["wxid_one", "wxid_person"] });
    let claims = 0;
    const { claim } = groupClaims;
    Object.assign(groupClaims, {
      claim: (...args: Parameters<typeof claim>) => {
        claims += 1;
        return claim(...args);
      },
    });
    const alone = { chat: "private" as const, conversationId: "wxid_person" };
    await consume([copy(0, ONE), copy(1, ONE, alone), copy(1, TWO, alone)]);
    rules.splice(0);
    await consume([copy(2, ONE)]);
    expect(texts()).toHaveLength(3);
    expect(claims).toBe(0);
  });

  it("answer once wherever the one that claims dies, and in a retry it is the same one", async () => {
    const crashes = await withEveryCrash(async (crash, where) => {
      const world = await setUp({ crash });
      const [mine, other] = [world.copy(0, ONE), world.copy(0, TWO)];
      await world.consume([mine]).catch(() => undefined);
      world.outbound.forget();
      const again = world.restart();
      expect(await again([other]), where).toEqual([undefined]);
      expect(await again([mine]), where).toEqual([undefined]);
      await again([other, mine]);
      expect(new Set(world.outbound.accepted().map(({ id }) => id)).size, where).toBe(1);
    });
    expect(crashes).toBeGreaterThan(5);
  });
});
