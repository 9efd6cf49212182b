import { describe, expect, it, vi } from "vitest";
import { createMemoryBehaviourHistory } from "../../../../shared/decisions/adapters/memory-behaviour-history.ts";
import { createMemoryDirectory } from "../../../../shared/directory/adapters/memory-directory.ts";
import { createReplayProfiles, type Replayed } from "../../../../shared/profiles/application/replay-profiles.ts";
import { totalOf } from "../../../../shared/profiles/domain/profile.ts";
import { setUpConsumer } from "../../../support/a-consumer.ts";
import { aGroup, anEnvelope, anInboundText, aRule, NOON } from "../../../support/builders.ts";

const DAY = 86_400_000;
const GROUP = "10000000001@chatroom";
const friend = { appId: "wx_app_1", wxid: "wxid_friend" };

async function setUp() {
  const world = setUpConsumer([aRule({ actions: [{ type: "tag-user", add: ["vip"] }] })]);
  const directory = createMemoryDirectory();
  await directory.putGroup("wx_app_1", aGroup({ id: GROUP }), []);
  const history = createMemoryBehaviourHistory(world.journal, world.profiles);
  const replay = createReplayProfiles({ history, profiles: world.profiles, directory, clock: world.clock });
  let number = 0;
  async function said(changes: Parameters<typeof anInboundText>[0] = {}) {
    const now = world.clock.now();
    const message = anInboundText({ newMsgId: String(++number), sentAt: now, ...changes });
    await world.consume([{ ...anEnvelope({ id: `env-${number}`, message }), receivedAt: now }]);
  }
  /** The stored profile as another writer left it. */
  async function tamper(change: (messages: number) => number) {
    const stored =
      (await world.profiles.get(friend.appId, friend.wxid, world.clock.now())) ?? expect.fail("no profile");
    const months = Object.entries(stored.profile.months).map(([month, tally]) => [
      month,
      { ...tally, messages: change(tally.messages) },
    ]);
    const profile = { ...stored.profile, months: Object.fromEntries(months), tags: {} };
    await world.profiles.put(profile, stored.revision, world.clock.now());
  }
  return { ...world, replay, said, tamper };
}

async function gathered(rows: AsyncIterable<Replayed>): Promise<Replayed[]> {
  const all: Replayed[] = [];
  for await (const row of rows) all.push(row);
  return all.sort((a, b) => (a.wxid < b.wxid ? -1 : 1));
}

describe("the replay", () => {
  it("finds profiles equal to what the journal says, for one user and for all", async () => {
    const { replay, said } = await setUp();
    await said();
    await said({ sentAt: NOON - 5000, text: "在吗" });
    await said({ chat: "group", conversationId: GROUP });
    await said({ sender: "wxid_other", conversationId: "wxid_other" });
    expect(await replay.user(friend, {})).toEqual({ ...friend, messages: 3, differences: [] });
    expect(await gathered(replay.all({}))).toEqual([
      { ...friend, messages: 3, differences: [] },
      { appId: "wx_app_1", wxid: "wxid_other", messages: 1, differences: [] },
    ]);
  });

  it("says what differs, and repairs it on request", async () => {
    const { replay, said, tamper, profiles } = await setUp();
    await said();
    const whole = profiles.all();
    await tamper((messages) => messages + 5);
    const differences = [
      { path: "months.2026-03.messages", stored: 6, rebuilt: 1 },
      { path: "tags.vip", stored: undefined, rebuilt: { at: NOON, by: "env-1", on: true } },
    ];
    expect((await replay.user(friend, {})).differences).toEqual(differences);
    expect((await gathered(replay.all({})))[0]?.differences).toEqual(differences);
    expect((await replay.user(friend, { repair: true })).differences).toEqual(differences);
    expect((await replay.user(friend, {})).differences).toEqual([]);
    expect(profiles.all().map(({ profile }) => profile)).toEqual(whole.map(({ profile }) => profile));
  });

  it("finds a profile that is missing, by the account's groups too, and one that nothing stands behind", async () => {
    const { replay, said, profiles, journal } = await setUp();
    await said({ chat: "group", conversationId: GROUP });
    const [stored] = profiles.all();
    vi.spyOn(profiles, "get").mockResolvedValue(undefined);
    expect((await replay.user(friend, {})).differences).toMatchObject([{ path: "", stored: undefined }]);
    vi.spyOn(profiles, "get").mockResolvedValue(stored);
    vi.spyOn(journal, "entries").mockReturnValue([]);
    expect((await replay.user(friend, {})).differences).toMatchObject([{ path: "", rebuilt: undefined }]);
    vi.spyOn(profiles, "get").mockResolvedValue(undefined);
    expect((await replay.user(friend, {})).differences).toEqual([]);
  });

  it("waits for a profile that is being written", async () => {
    const { replay, said, profiles } = await setUp();
    await said();
    vi.spyOn(profiles, "get").mockResolvedValueOnce(undefined);
    expect((await replay.user(friend, {})).differences).toEqual([]);
  });

  it("compares an old user as far as the journal reaches, and repairs no further", async () => {
    const { replay, said, tamper, profiles, clock } = await setUp();
    for (let month = 0; month < 8; month++) {
      await said({ text: month === 0 ? "你好" : "嗯" });
      clock.advance(25 * DAY);
    }
    expect((await replay.user(friend, {})).differences).toEqual([]);
    expect((await gathered(replay.all({})))[0]?.differences).toEqual([]);
    await tamper((messages) => messages + 1);
    const paths = (await replay.user(friend, { repair: true })).differences.map(({ path }) => path);
    expect(paths).toEqual(["months.2026-07.messages", "months.2026-08.messages", "months.2026-09.messages"]);
    expect((await replay.user(friend, {})).differences).toEqual([]);
    const [stored] = profiles.all();
    // The repair leaves what it cannot know: one month that the journal covers only in part was raised by one.
    expect(totalOf(stored?.profile ?? expect.fail("no profile")).messages).toBe(9);
  });

  it("begins where it is told to", async () => {
    const { replay, said, clock } = await setUp();
    await said();
    clock.advance(40 * DAY);
    await said();
    expect(await replay.user(friend, { from: clock.now() - DAY })).toMatchObject({ messages: 1, differences: [] });
  });

  it("gives way to whoever writes while it repairs", async () => {
    const { replay, said, tamper, profiles } = await setUp();
    await said();
    await tamper(() => 0);
    vi.spyOn(profiles, "put").mockResolvedValueOnce({ written: false, stored: undefined });
    await expect(replay.user(friend, { repair: true })).rejects.toThrow("written meanwhile");
  });
});
