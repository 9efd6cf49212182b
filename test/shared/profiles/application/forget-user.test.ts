import { describe, expect, it } from "vitest";
import { createMemoryConversations } from "../../../../shared/conversations/adapters/memory-conversations.ts";
import type { Conversations } from "../../../../shared/conversations/application/ports/conversations.ts";
import { createMemoryBehaviourHistory } from "../../../../shared/decisions/adapters/memory-behaviour-history.ts";
import { createMemoryDirectory } from "../../../../shared/directory/adapters/memory-directory.ts";
import { createMemoryProfiles } from "../../../../shared/profiles/adapters/memory-profiles.ts";
import { createForgetUser } from "../../../../shared/profiles/application/forget-user.ts";
import type { Profiles } from "../../../../shared/profiles/application/ports/profiles.ts";
import { createReplayProfiles } from "../../../../shared/profiles/application/replay-profiles.ts";
import { isForgotten, type Profile, reduceProfile, totalOf } from "../../../../shared/profiles/domain/profile.ts";
import { setUpConsumer } from "../../../support/a-consumer.ts";
import { aBehaviour, anAccount, anEnvelope, anInboundText, aRule, NOON } from "../../../support/builders.ts";
import { fakeClock } from "../../../support/fake-clock.ts";
import { withEveryCrash } from "../../../support/faults.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";

const GROUP = "10000000001@chatroom";
const friend = { appId: "wx_app_1", wxid: "wxid_friend" };
const session = { step: "phone", values: { name: "小明" }, until: NOON + 1e9 };
const keys = [{ conversationId: "wxid_friend" }, { conversationId: GROUP, member: "wxid_friend" }];

/** A user who is known in private and in a group, with a session in both. */
async function setUp() {
  const profiles = createMemoryProfiles();
  const conversations = createMemoryConversations();
  const observed = recordingObservability();
  const clock = fakeClock();
  const elsewhere: string[] = [];
  const accounts = { get: async (appId: string) => (appId === "wx_app_1" ? anAccount() : undefined) };
  const behaviours = [
    aBehaviour(),
    aBehaviour({ id: "env-2", conversationId: GROUP, change: { user: "wxid_friend", tags: { vip: true } } }),
  ];
  const profile = behaviours.reduce<Profile | undefined>(reduceProfile, undefined) ?? expect.fail("no profile");
  await profiles.put(profile, 0, NOON);
  for (const key of keys) await conversations.change("wx_app_1", { key, revision: 0, session }, NOON);
  clock.advance(60_000);
  const forget = (
    ports: { profiles?: Pick<Profiles, "get" | "put">; conversations?: Pick<Conversations, "read" | "change"> } = {},
  ) =>
    createForgetUser({
      ...observed,
      accounts,
      profiles,
      conversations,
      clock,
      forgetElsewhere: async (_, wxid) => void elsewhere.push(wxid),
      ...ports,
    });
  const stored = async () => (await profiles.get(friend.appId, friend.wxid, clock.now()))?.profile;
  const sessions = async () =>
    (await Promise.all(keys.map((key) => conversations.read("wx_app_1", key)))).flatMap(
      ({ session: one }) => one ?? [],
    );
  return { ...observed, profiles, conversations, clock, behaviours, forget, stored, sessions, elsewhere };
}

describe("forgetting a user", () => {
  it("leaves of the profile only when that was, and ends the sessions in all chats", async () => {
    const { forget, stored, sessions, counts, clock, elsewhere } = await setUp();
    await forget()("wx_app_1", "wxid_friend");
    expect(elsewhere).toEqual(["wxid_friend"]);
    const left = (await stored()) ?? expect.fail("nothing left");
    expect(isForgotten(left)).toBe(true);
    expect(left).toMatchObject({ tags: {}, steps: {}, scenes: {}, months: {}, forgottenAt: clock.now() });
    expect(await sessions()).toEqual([]);
    expect(counts.get("UserForgotten")).toBe(1);
  });

  it("may be asked for of somebody who is not known, and twice", async () => {
    const { forget, profiles, clock } = await setUp();
    await forget()("wx_app_1", "wxid_stranger");
    await forget()("wx_app_1", "wxid_stranger");
    expect((await profiles.get("wx_app_1", "wxid_stranger", clock.now()))?.profile).toMatchObject({
      forgottenAt: clock.now(),
    });
    await expect(forget()("wx_other", "wxid_friend")).rejects.toMatchObject({ code: "not-found" });
  });

  it("is done wherever it dies, once it is repeated", async () => {
    await withEveryCrash(async (crash, where) => {
      const { forget, profiles, conversations, stored, sessions } = await setUp();
      const dying = forget({ profiles: crash.port(profiles), conversations: crash.port(conversations) });
      await dying("wx_app_1", "wxid_friend").catch(() => undefined);
      await forget()("wx_app_1", "wxid_friend");
      expect(isForgotten((await stored()) ?? expect.fail(where)), where).toBe(true);
      expect(await sessions(), where).toEqual([]);
    });
  });

  it("holds against a consumer that writes the same profile, and gives up against one that never stops", async () => {
    const { forget, profiles, behaviours, stored, clock } = await setUp();
    let writers = 1;
    const busy: Pick<Profiles, "get" | "put"> = {
      async get(appId, wxid, now) {
        const before = await profiles.get(appId, wxid, now);
        if (before && writers-- > 0) await profiles.put(before.profile, before.revision, now);
        return before;
      },
      put: profiles.put,
    };
    await forget({ profiles: busy })("wx_app_1", "wxid_friend");
    const left = (await stored()) ?? expect.fail("nothing left");
    for (const late of behaviours) expect(reduceProfile(left, late)).toBe(left);
    writers = 99;
    clock.advance(1);
    await expect(forget({ profiles: busy })("wx_app_1", "wxid_friend")).rejects.toMatchObject({ code: "unavailable" });
  });

  it("gives up where a session is changed all the time", async () => {
    const { forget, conversations } = await setUp();
    const busy = { read: conversations.read, change: async () => false };
    await expect(forget({ conversations: busy })("wx_app_1", "wxid_friend")).rejects.toMatchObject({
      code: "unavailable",
    });
  });
});

it("a replay does not bring back who was forgotten, and the next message begins a new profile", async () => {
  const world = setUpConsumer([aRule({ actions: [{ type: "tag-user", add: ["vip"] }] })]);
  const { clock, profiles } = world;
  const history = createMemoryBehaviourHistory(world.journal, profiles);
  const replay = createReplayProfiles({ history, profiles, directory: createMemoryDirectory(), clock });
  const forget = createForgetUser({
    ...world,
    accounts: { get: async () => anAccount() },
    conversations: createMemoryConversations(),
    forgetElsewhere: async () => undefined,
  });
  let number = 0;
  async function said(text: string) {
    const message = anInboundText({ newMsgId: String(++number), sentAt: clock.now(), text });
    await world.consume([{ ...anEnvelope({ id: `env-${number}`, message }), receivedAt: clock.now() }]);
  }
  const everything = async () => {
    const found = [];
    for await (const row of replay.all({ repair: true })) found.push(row);
    return found;
  };

  await said("你好");
  await said("你好");
  clock.advance(1000);
  await forget(friend.appId, friend.wxid);
  expect((await replay.user(friend, { repair: true })).differences).toEqual([]);
  expect((await everything()).flatMap(({ differences }) => differences)).toEqual([]);
  expect(profiles.all().map(({ profile }) => isForgotten(profile))).toEqual([true]);

  clock.advance(1000);
  await said("还在吗");
  const [stored] = profiles.all();
  const profile = stored?.profile ?? expect.fail("no profile");
  expect(totalOf(profile)).toMatchObject({ messages: 1, chats: { wxid_friend: 1 } });
  expect(profile).toMatchObject({ tags: {}, since: clock.now(), firstSeenAt: clock.now() });
  expect((await replay.user(friend, {})).differences).toEqual([]);
  expect((await everything()).flatMap(({ differences }) => differences)).toEqual([]);
  expect(profiles.all()).toEqual([stored]);
});
