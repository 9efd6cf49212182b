import { describe, expect, it, vi } from "vitest";
import type { Acted } from "../../../../../shared/accounts/domain/windows.ts";
import { DEFAULT_SETTINGS } from "../../../../../shared/operators/domain/settings.ts";
import { forgottenProfile, reduceProfile } from "../../../../../shared/profiles/domain/profile.ts";
import { setUpSender, unlimited } from "../../../../support/a-sender.ts";
import { aBehaviour, aCommand } from "../../../../support/builders.ts";
import { withEveryCrash } from "../../../../support/faults.ts";

const HOUR = 3_600_000;
const APP = "wx_official";

function setUp(channel: "official" | "mini-program" | "personal" = "official") {
  const world = setUpSender([], [unlimited({ appId: APP, channel, state: "ONLINE", createdAt: 0 })]);
  const now = world.clock.now();
  /** The person's profile says this. */
  const knows = async (wxid: string, last: Acted["last"], since = 0) => {
    const profile = { ...reduceProfile(undefined, aBehaviour({ appId: APP })), wxid, acted: { since, last } };
    await world.profiles.put(profile, 0, now);
  };
  let number = 0;
  const to = (wxid: string, changes: object = {}) => aCommand({ id: `c${++number}`, appId: APP, to: wxid, ...changes });
  return { ...world, now, knows, to };
}

describe("a message to a person whose window is closed", () => {
  it("ends as failed, with the reason, before WeChat is called", async () => {
    const { send, knows, to, now, ledger, officialGateway, counts } = setUp();
    await knows("o1", { message: now - 48 * HOUR - 30_000 });
    expect(await send([to("o1")])).toEqual([{ done: true }]);
    expect(await ledger.get("c1")).toMatchObject({ state: "failed", reason: { code: "window-closed" } });
    expect(officialGateway.calls).toEqual([]);
    expect(counts.get("WindowClosed")).toBe(1);
  });

  it("does not hold up those behind it, and all of a turn are read at once", async () => {
    const { send, knows, to, now, profiles, stateOf, officialGateway } = setUp();
    await knows("o1", { scan: now - HOUR });
    await knows("o2", { message: now - HOUR });
    const get = vi.spyOn(profiles, "get");
    await send([to("o1"), to("o2"), to("o1"), to("o3")]);
    expect(officialGateway.ids()).toEqual(["c2", "c4"]);
    expect([await stateOf("c1"), await stateOf("c3")]).toEqual(["failed", "failed"]);
    expect(get.mock.calls.map(([, wxid]) => wxid)).toEqual(["o1", "o2", "o3"]);
  });

  it("does not keep back what goes out by a template", async () => {
    const { send, knows, to, now, stateOf } = setUp();
    await knows("o1", { message: now - 50 * HOUR });
    const data = { thing1: { value: "好" } };
    await send([to("o1", { content: { type: "template", templateId: "t", data } })]);
    await send([to("o1", { content: { type: "subscription", templateId: "t", data } }), to("o1")]);
    expect([await stateOf("c1"), await stateOf("c2"), await stateOf("c3")]).toEqual(["sent", "sent", "failed"]);
  });

  it("is left to WeChat where operators say so", async () => {
    const { send, knows, to, settings, stateOf } = setUp();
    await knows("o1", {});
    await settings.put({ ...DEFAULT_SETTINGS, closedWindows: "try" });
    await send([to("o1")]);
    expect(await stateOf("c1")).toBe("sent");
  });

  it("of a mini program ends too, one of a personal account never", async () => {
    for (const [channel, state] of [
      ["mini-program", "failed"],
      ["personal", "sent"],
    ] as const) {
      const { send, knows, to, now, stateOf } = setUp(channel);
      await knows("o1", { "session-entered": now - HOUR });
      await send([to("o1")]);
      expect(await stateOf("c1")).toBe(state);
    }
  });
});

describe("WeChat decides", () => {
  it("where nothing is known, or too little, or clocks may differ", async () => {
    const { send, knows, to, now, profiles, officialGateway } = setUp();
    await profiles.put(forgottenProfile(APP, "o1", now), 0, now);
    await knows("o2", { message: now - 48 * HOUR - 29_999 });
    await knows("o3", { scan: now - HOUR }, now - 47 * HOUR);
    await send([to("o1"), to("o2"), to("o3"), to("stranger")]);
    expect(officialGateway.ids()).toHaveLength(4);
  });

  it("where the profile cannot be read", async () => {
    const { send, knows, to, profiles, stateOf } = setUp();
    await knows("o1", {});
    vi.spyOn(profiles, "get").mockRejectedValue(new Error("away"));
    await send([to("o1")]);
    expect(await stateOf("c1")).toBe("sent");
  });
});

it("an answer is sent unread in the window of its message; sent again later, it goes by what is known then", async () => {
  const { send, knows, to, now, clock, profiles, ledger, stateOf } = setUp();
  await knows("o1", {});
  const get = vi.spyOn(profiles, "get");
  const answer = to("o1", { windowUntil: now + HOUR, notAfter: now + 1000 * HOUR });
  await send([answer]);
  expect(await stateOf("c1")).toBe("sent");
  expect(get).not.toHaveBeenCalled();
  clock.advance(2 * HOUR);
  const late = to("o1", { windowUntil: now + HOUR, notAfter: now + 1000 * HOUR });
  await send([late]);
  expect(await ledger.get("c2")).toMatchObject({ state: "failed", reason: { code: "window-closed" } });
  const known = await profiles.get(APP, "o1", now);
  const { profile, revision } = known ?? expect.fail("no profile");
  await profiles.put({ ...profile, acted: { since: 0, last: { message: clock.now() } } }, revision, now);
  await send([{ ...late, generation: 1 }]);
  expect(await stateOf("c2")).toBe("sent");
});

it("a sender that dies anywhere never calls WeChat for a closed window", async () => {
  await withEveryCrash(async (crash, where) => {
    const { process, knows, to, officialGateway, stateOf, clock } = setUp();
    await knows("o1", {});
    const command = to("o1");
    await process(crash)
      .send([command])
      .catch(() => "it died");
    clock.advance(40_000);
    await process().send([command]);
    expect(officialGateway.calls, where).toEqual([]);
    expect(await stateOf(command.id), where).toBe("failed");
  });
});
