import { describe, expect, it, vi } from "vitest";
import { behaviourOf } from "../../../../shared/profiles/domain/behaviour.ts";
import { behaviourRecordedSchema } from "../../../../shared/profiles/domain/behaviour-event.ts";
import type { Profile } from "../../../../shared/profiles/domain/profile.ts";
import { reduceProfile, totalOf } from "../../../../shared/profiles/domain/profile.ts";
import { setUpConsumer } from "../../../support/a-consumer.ts";
import { anEnvelope, anInboundText, aRule, NOON } from "../../../support/builders.ts";
import { withEveryCrash } from "../../../support/faults.ts";

const GROUP = "10000000001@chatroom";
const said = (number: number, changes: Parameters<typeof anInboundText>[0] = {}) =>
  anEnvelope({ id: `env-${number}`, message: anInboundText({ newMsgId: String(number), ...changes }) });
const inGroup = (number: number, changes: Parameters<typeof anInboundText>[0] = {}) =>
  said(number, { chat: "group", conversationId: GROUP, ...changes });

const profilesOf = (world: ReturnType<typeof setUpConsumer>) => world.profiles.all().map(({ profile }) => profile);

/** The profile of a user according to the journal. */
function replayed(world: ReturnType<typeof setUpConsumer>, wxid = "wxid_friend"): Profile | undefined {
  return world.journal
    .entries()
    .map((entry) => behaviourOf({ id: entry.envelopeId, receivedAt: entry.receivedAt }, entry.message, entry.decision))
    .toSorted((a, b) => (a?.seenAt ?? 0) - (b?.seenAt ?? 0))
    .reduce<Profile | undefined>(
      (profile, behaviour) => (behaviour?.change.user === wxid ? reduceProfile(profile, behaviour) : profile),
      undefined,
    );
}

function told(profile: Profile | undefined) {
  const { applied, forgotUpTo, ...rest } = profile ?? expect.fail("there is a profile");
  return rest;
}

describe("profiles in the consumer", () => {
  it("have what a user sent, what matched, and what the rules said of the user", async () => {
    const world = setUpConsumer([
      aRule({
        id: "join",
        match: { type: "keyword", mode: "exact", keywords: ["入会"] },
        actions: [
          { type: "tag-user", add: ["vip", "会员"], remove: ["潜客"] },
          { type: "complete-step", step: "onboarding" },
        ],
      }),
    ]);
    await world.consume([said(1), said(2, { text: "入会", sentAt: NOON - 1000 }), said(3, { sentAt: NOON - 60_000 })]);
    expect(profilesOf(world)).toMatchObject([
      {
        appId: "wx_app_1",
        wxid: "wxid_friend",
        firstSeenAt: NOON - 60_000,
        lastSeenAt: NOON,
        months: { "2026-03": { messages: 3, kinds: { text: 3 }, chats: { wxid_friend: 3 }, rules: { join: 1 } } },
        tags: { vip: { on: true }, 会员: { on: true }, 潜客: { on: false } },
        steps: { onboarding: NOON - 1000 },
      },
    ]);
    expect(world.counts.get("ProfileWritten")).toBe(1);
  });

  it("are made of what is addressed to the account: talk in groups costs no write", async () => {
    const world = setUpConsumer([aRule()]);
    await world.consume([
      inGroup(1, { sender: "wxid_talker", text: "吃了吗" }),
      inGroup(2, { sender: "wxid_asker", text: "你好" }),
      inGroup(3, { sender: "wxid_caller", text: "在吗", mentions: ["wxid_me"] }),
      said(4, { fromSelf: true, sender: "wxid_me" }),
      said(5, { appId: "wx_stranger" }),
    ]);
    expect(profilesOf(world).map(({ wxid }) => wxid)).toEqual(["wxid_asker", "wxid_caller"]);
  });

  it("have the scene in which a person came", async () => {
    const world = setUpConsumer([]);
    const { text, kind, ...head } = anInboundText({ sender: "fmessage", conversationId: "fmessage" });
    const request = { ...head, kind: "friend-request", fromWxid: "wxid_new", nickname: "小新", scene: 30 };
    const rest = { alias: "", content: "", avatarUrl: "", v3: "v3", v4: "v4", xml: "" };
    await world.consume([anEnvelope({ message: { ...request, ...rest } as never })]);
    expect(profilesOf(world)).toMatchObject([
      { wxid: "wxid_new", scenes: { "friend-request": { value: "30", at: NOON } } },
    ]);
  });

  it("cost one read a batch, and one write for each person in it", async () => {
    const world = setUpConsumer([]);
    const reads = vi.spyOn(world.profiles, "getMany");
    const writes = vi.spyOn(world.profiles, "put");
    const other = { sender: "wxid_other", conversationId: "wxid_other" };
    await world.consume(Array.from({ length: 10 }, (_, n) => said(n, n % 3 === 0 ? other : {})));
    await world.consume(Array.from({ length: 10 }, (_, n) => inGroup(20 + n)));
    expect([reads.mock.calls.length, writes.mock.calls.length]).toEqual([1, 2]);
    expect(Math.max(...profilesOf(world).map((profile) => JSON.stringify(profile).length))).toBeLessThan(800);
  });

  it("count nothing twice that is a replay, or comes again", async () => {
    const world = setUpConsumer([]);
    await world.consume([said(1), said(2)]);
    await world.consume([said(1), said(2), { ...said(1), id: "env-replayed" }]);
    expect(profilesOf(world).map((profile) => totalOf(profile).messages)).toEqual([2]);
    expect(world.counts.get("ProfileWritten")).toBe(1);
  });

  it("take up what somebody else wrote meanwhile", async () => {
    const world = setUpConsumer([]);
    await world.consume([said(1)]);
    vi.spyOn(world.profiles, "getMany").mockResolvedValueOnce([undefined]);
    expect(await world.consume([said(2)])).toEqual([undefined]);
    expect(profilesOf(world).map((profile) => totalOf(profile).messages)).toEqual([2]);
    expect(world.counts.get("ProfileConflict")).toBe(1);
  });

  it("hold up their messages and what stands behind them where they cannot be written, but no answer", async () => {
    const world = setUpConsumer([aRule()]);
    const put = vi.spyOn(world.profiles, "put").mockRejectedValueOnce(new Error("throttled"));
    const batch = [said(1), said(2, { sender: "wxid_other", conversationId: "wxid_other" }), said(3)];
    const results = await world.consume(batch);
    expect(results.map((result) => result?.message)).toEqual(Array(3).fill("a profile was not written"));
    expect(world.texts()).toHaveLength(3);
    put.mockRestore();
    vi.spyOn(world.profiles, "getMany").mockRejectedValueOnce(new Error("away"));
    expect((await world.consume(batch)).map((result) => result !== undefined)).toEqual([true, true, true]);
    expect(await world.consume(batch)).toEqual([undefined, undefined, undefined]);
    expect(told(profilesOf(world).find(({ wxid }) => wxid === "wxid_friend"))).toEqual(told(replayed(world)));
  });

  it("are told to the event bus where a deployment asks for it, and without texts unless it asks for them", async () => {
    const silent = setUpConsumer([aRule()]);
    await silent.consume([said(1)]);
    expect(silent.events.types()).toEqual([]);
    const telling = setUpConsumer([aRule()], undefined, { behaviourEvents: "on" });
    await telling.consume([said(1), inGroup(2, { text: "吃了吗" })]);
    const told = {
      schema: 1,
      id: "env-1",
      appId: "wx_app_1",
      user: "wxid_friend",
      conversationId: "wxid_friend",
      chat: "private",
      kind: "text",
      seenAt: NOON,
      receivedAt: NOON,
      rules: ["hello"],
    };
    expect(telling.events.published).toEqual([{ type: "BehaviourRecorded", detail: told }]);
    expect(behaviourRecordedSchema.parse(told)).toEqual(told);
    const open = setUpConsumer([], undefined, { behaviourEvents: "with-texts" });
    await open.consume([said(1, { text: "好".repeat(3000) })]);
    expect(open.events.published).toMatchObject([{ detail: { text: "好".repeat(2000) } }]);
  });

  it("hold nobody up while the event bus is down", async () => {
    const world = setUpConsumer([], undefined, { behaviourEvents: "on" });
    world.events.down.now = true;
    expect(await world.consume([said(1)])).toEqual([undefined]);
    expect(profilesOf(world)).toHaveLength(1);
    expect(world.counts.get("BehaviourNotAnnounced")).toBe(1);
  });

  it("are what the journal says, wherever the consumer dies", async () => {
    const crashes = await withEveryCrash(async (crash, where) => {
      const world = setUpConsumer([aRule()], crash);
      const batch = [
        said(1),
        said(2, { sentAt: NOON - 5000 }),
        inGroup(3),
        said(4, { sender: "wxid_other", conversationId: "wxid_other" }),
      ];
      const results = await world.consume(batch).catch(() => []);
      const left = crash.crashed() ? batch : batch.filter((_, position) => results[position]);
      expect(await world.restart()(left), where).toEqual(left.map(() => undefined));
      for (const profile of profilesOf(world))
        expect(told(profile), where).toEqual(told(replayed(world, profile.wxid)));
      expect(
        profilesOf(world)
          .map((profile) => totalOf(profile).messages)
          .sort(),
        where,
      ).toEqual([1, 3]);
    });
    expect(crashes).toBeGreaterThan(7);
  });
});
