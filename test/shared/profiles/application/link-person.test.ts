import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMemoryPersonLinks } from "../../../../shared/profiles/adapters/memory-person-links.ts";
import { createMemoryProfiles } from "../../../../shared/profiles/adapters/memory-profiles.ts";
import { createLinkPerson, createUnlinkPerson } from "../../../../shared/profiles/application/link-person.ts";
import { createReadPerson } from "../../../../shared/profiles/application/read-person.ts";
import { forgottenProfile, reduceProfile } from "../../../../shared/profiles/domain/profile.ts";
import { aBehaviour, NOON } from "../../../support/builders.ts";
import { fakeClock } from "../../../support/fake-clock.ts";
import { withEveryCrash } from "../../../support/faults.ts";
import { aRacingWorld } from "../../../support/racing-world.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";

type Links = ReturnType<typeof createMemoryPersonLinks>;

function aDesk() {
  const links = createMemoryPersonLinks();
  const profiles = createMemoryProfiles();
  const clock = fakeClock();
  const observability = recordingObservability();
  const over = (personLinks: Omit<Links, "size">) => ({
    link: createLinkPerson({ ...observability, personLinks, clock }),
    unlink: createUnlinkPerson({ personLinks, clock }),
  });
  return {
    links,
    profiles,
    clock,
    observability,
    over,
    ...over(links),
    person: createReadPerson({ personLinks: links, profiles, clock }),
  };
}

describe("a person who signs in at several accounts", () => {
  it("is one, seen from each of them, with the tags of all profiles", async () => {
    const { link, person, profiles, clock } = aDesk();
    await link({ appId: "wx_a", openid: "o-a", unionid: "u-1" });
    clock.advance(1000);
    await link({ appId: "wx_b", openid: "o-b", unionid: "u-1" });
    await link({ appId: "wx_b", openid: "o-c", unionid: "u-2" });
    await link({ appId: "wx_c", openid: "o-c" });
    const change = { user: "o-b", tags: { vip: true, 老客户: true } };
    const written = aBehaviour({ appId: "wx_b", change, receivedAt: NOON - 5000, seenAt: NOON - 5000 });
    await profiles.put({ ...reduceProfile(undefined, written), wxid: "o-b" }, 0, NOON);
    const seen = await person("wx_a", "o-a");
    expect(seen).toEqual({
      unionid: "u-1",
      accounts: [
        { appId: "wx_b", openid: "o-b", firstSeenAt: NOON - 5000, lastSeenAt: NOON + 1000, tags: ["vip", "老客户"] },
        { appId: "wx_a", openid: "o-a", firstSeenAt: NOON, lastSeenAt: NOON, tags: [] },
      ],
      firstSeenAt: NOON - 5000,
      lastSeenAt: NOON + 1000,
      tags: ["vip", "老客户"],
    });
    expect(await person("wx_b", "o-b")).toEqual(seen);
    expect(await person("wx_c", "o-c")).toBeUndefined();
    await profiles.put(forgottenProfile("wx_b", "o-b", NOON + 2000), 1, NOON + 2000);
    expect((await person("wx_a", "o-a"))?.tags).toEqual([]);
  });

  it("is another one when WeChat tells another unionid, and leaves nothing under the first", async () => {
    const { link, links, person } = aDesk();
    await link({ appId: "wx_a", openid: "o-a", unionid: "u-1" });
    await link({ appId: "wx_a", openid: "o-a", unionid: "u-2" });
    expect(await person("wx_a", "o-a")).toMatchObject({ unionid: "u-2", accounts: [{ openid: "o-a" }] });
    expect(await links.members("u-1", NOON)).toEqual([]);
  });

  it("is forgotten at one account, and stays at the others", async () => {
    const { link, unlink, links, person } = aDesk();
    await link({ appId: "wx_a", openid: "o-a", unionid: "u-1" });
    await link({ appId: "wx_b", openid: "o-b", unionid: "u-1" });
    await unlink("wx_a", "o-a");
    await unlink("wx_a", "o-a");
    expect(await person("wx_a", "o-a")).toBeUndefined();
    expect((await person("wx_b", "o-b"))?.accounts.map(({ appId }) => appId)).toEqual(["wx_b"]);
    expect(links.size()).toBe(2);
  });
});

describe("links of persons", () => {
  it("are whole after a crash at any call and the next sign-in, and show nothing that is half there", async () => {
    for (const before of [undefined, "u-0"]) {
      const calls = await withEveryCrash(async (crash, where) => {
        const desk = aDesk();
        await desk.link({ appId: "wx_b", openid: "o-b", unionid: "u-1" });
        if (before) await desk.link({ appId: "wx_a", openid: "o-a", unionid: before });
        await desk.over(crash.port(desk.links)).link({ appId: "wx_a", openid: "o-a", unionid: "u-1" });
        const seen = (await desk.person("wx_b", "o-b"))?.accounts.length;
        const own = (await desk.person("wx_a", "o-a"))?.unionid;
        expect(seen === 2 ? own : "u-1", where).toBe("u-1");
        await desk.link({ appId: "wx_a", openid: "o-a", unionid: "u-1" });
        expect((await desk.person("wx_b", "o-b"))?.accounts, where).toHaveLength(2);
        expect((await desk.person("wx_a", "o-a"))?.accounts, where).toHaveLength(2);
      });
      expect(calls).toBeGreaterThan(2);
    }
  });

  it("are gone after a crash at any call of forgetting and its repetition", async () => {
    const calls = await withEveryCrash(async (crash, where) => {
      const desk = aDesk();
      await desk.link({ appId: "wx_a", openid: "o-a", unionid: "u-1" });
      await desk
        .over(crash.port(desk.links))
        .unlink("wx_a", "o-a")
        .catch(() => undefined);
      await desk.unlink("wx_a", "o-a");
      expect(desk.links.size(), where).toBe(0);
    });
    expect(calls).toBe(4);
  });

  it("leave no row under a unionid without the openid's own, in whatever order a sign-in and forgetting take effect", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const desk = aDesk();
        await desk.link({ appId: "wx_a", openid: "o-a", unionid: "u-1" });
        const world = aRacingWorld(scheduler);
        const slow = world.slow(desk.links);
        const { link, unlink } = desk.over(slow);
        await world.run([link({ appId: "wx_a", openid: "o-a", unionid: "u-1" }), unlink("wx_a", "o-a")]);
        const isKnown = (await desk.links.unionidOf("wx_a", "o-a", NOON)) !== undefined;
        expect((await desk.links.members("u-1", NOON)).length).toBeLessThanOrEqual(isKnown ? 1 : 0);
      }),
      { numRuns: 500 },
    );
  });

  it("that cannot be written fail no sign-in, and are told", async () => {
    const desk = aDesk();
    const broken = { ...desk.links, noteMember: () => Promise.reject(new Error("no answer")) };
    await desk.over(broken).link({ appId: "wx_a", openid: "o-a", unionid: "u-1" });
    expect(desk.observability.counts.get("PersonNotLinked")).toBe(1);
    expect(JSON.stringify(desk.observability.lines)).not.toContain("u-1");
  });
});
