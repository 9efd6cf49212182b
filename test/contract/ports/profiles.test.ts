import { expect, it } from "vitest";
import { forgottenProfile, reduceProfile } from "../../../shared/profiles/domain/profile.ts";
import { aBehaviour, NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

const DAY = 86_400_000;
const key = { appId: "wx_app_1", wxid: "wxid_friend" };
const first = reduceProfile(undefined, aBehaviour());
const second = reduceProfile(first, aBehaviour({ id: "env-2", seenAt: NOON + 1000 }));

onEveryStorage("profiles", (fresh) => {
  it("keeps what was written, as its revision", async () => {
    const { profiles } = await fresh();
    expect(await profiles.get(key.appId, key.wxid, NOON)).toBeUndefined();
    expect(await profiles.put(first, 0, NOON)).toEqual({ written: true });
    expect(await profiles.put(second, 1, NOON)).toEqual({ written: true });
    expect(await profiles.get(key.appId, key.wxid, NOON)).toEqual({ profile: second, revision: 2 });
  });

  it("lets one of several writers of the same revision win, and shows the others what stands there", async () => {
    const { profiles } = await fresh();
    const writes = await Promise.all([1, 2, 3].map(() => profiles.put(first, 0, NOON)));
    expect(writes.filter(({ written }) => written)).toHaveLength(1);
    expect(await profiles.put(second, 0, NOON)).toEqual({ written: false, stored: { profile: first, revision: 1 } });
    expect(await profiles.put(second, 7, NOON)).toEqual({ written: false, stored: { profile: first, revision: 1 } });
    expect(await profiles.get(key.appId, key.wxid, NOON)).toEqual({ profile: first, revision: 1 });
  });

  it("reads several in the order asked for, with gaps where there are none", async () => {
    const { profiles } = await fresh();
    await profiles.put(first, 0, NOON);
    const nobody = { ...key, wxid: "wxid_nobody" };
    expect(await profiles.getMany([nobody, key], NOON)).toEqual([undefined, { profile: first, revision: 1 }]);
    expect(await profiles.getMany([], NOON)).toEqual([]);
  });

  it("keeps users apart, whatever is in their ids", async () => {
    const { profiles } = await fresh();
    const odd = reduceProfile(undefined, aBehaviour({ appId: "a#b", change: { user: "c" } }));
    await profiles.put(odd, 0, NOON);
    expect(await profiles.get("a", "b#c", NOON)).toBeUndefined();
    expect(await profiles.get("a#b", "c", NOON)).toEqual({ profile: odd, revision: 1 });
  });

  it("forgets who was silent for a year, and nobody earlier", async () => {
    const { profiles } = await fresh();
    await profiles.put(first, 0, NOON);
    expect(await profiles.get(key.appId, key.wxid, NOON + 364 * DAY)).toBeDefined();
    expect(await profiles.get(key.appId, key.wxid, NOON + 366 * DAY)).toBeUndefined();
    expect(await profiles.getMany([key], NOON + 366 * DAY)).toEqual([undefined]);
    expect(await profiles.put(second, 1, NOON + 364 * DAY)).toEqual({ written: true });
    expect(await profiles.get(key.appId, key.wxid, NOON + 700 * DAY)).toBeDefined();
    expect(await profiles.put(first, 0, NOON + 800 * DAY)).toEqual({ written: true });
  });

  it("keeps that a user was forgotten, and what came after it", async () => {
    const { profiles } = await fresh();
    await profiles.put(second, 0, NOON);
    const forgotten = forgottenProfile(key.appId, key.wxid, NOON + 5000);
    expect(await profiles.put(forgotten, 1, NOON + 5000)).toEqual({ written: true });
    expect(await profiles.get(key.appId, key.wxid, NOON + 5000)).toEqual({ profile: forgotten, revision: 2 });
    const next = reduceProfile(forgotten, aBehaviour({ id: "env-3", receivedAt: NOON + 9000, seenAt: NOON + 9000 }));
    await profiles.put(next, 2, NOON + 9000);
    expect((await profiles.getMany([key], NOON + 9000))[0]?.profile).toEqual({ ...next, forgottenAt: NOON + 5000 });
  });

  it("takes a profile with thousands of chats", async () => {
    const { profiles } = await fresh();
    const chats = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`${n}8837@chatroom`, n]));
    const large = { ...first, earlier: { ...first.earlier, chats } };
    await profiles.put(large, 0, NOON);
    expect((await profiles.get(key.appId, key.wxid, NOON))?.profile).toEqual(large);
  });
});
