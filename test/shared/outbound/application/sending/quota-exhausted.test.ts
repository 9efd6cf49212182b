import { describe, expect, it } from "vitest";
import type { Lane } from "../../../../../shared/outbound/domain/lane.ts";
import type { SendOutcome } from "../../../../../shared/outbound/domain/outcome.ts";
import { setUpSender } from "../../../../support/a-sender.ts";
import { aCommand, anAccount, NOON } from "../../../../support/builders.ts";
import { withEveryCrash } from "../../../../support/faults.ts";
import { failedBy } from "../../../../support/recording-ports.ts";

const LIMITS = { perSecond: 10, burst: 10, dailyCap: 100 };
const ACCOUNT = anAccount({ appId: "wx_official", channel: "official", limits: LIMITS });
const USED_UP = failedBy("quota-exhausted", "接口当日调用额度已用完（errcode 45009）");
const command = (id: string) => aCommand({ id, appId: "wx_official", to: `openid-${id}`, notAfter: NOON + 86_400_000 });
const setUp = (lane: Lane, outcomes: readonly SendOutcome[] = [USED_UP]) => setUpSender([], [ACCOUNT], lane, outcomes);
const WAITS = { done: false, delaySeconds: 900, parked: false };
const UNTIL_MIDNIGHT = 12 * 3_600_000;

describe("an account whose quota of the day is used up", () => {
  it("sends no broadcast before midnight in China, and all of it then, in order", async () => {
    const { send, ledger, officialGateway, clock, counts, lines } = setUp("bulk");
    const commands = ["c1", "c2", "c3"].map(command);
    expect(await send(commands)).toEqual([WAITS, WAITS, WAITS]);
    expect(await ledger.get("c1")).toMatchObject({ state: "reserved", reason: { code: "quota-exhausted" } });
    for (let hour = 0; hour < 11; hour += 1) {
      clock.advance(3_600_000);
      expect(await send(commands)).toMatchObject([{ done: false }, { done: false }, { done: false }]);
    }
    expect(officialGateway.ids()).toEqual(["c1"]);
    clock.advance(3_600_000);
    expect(await send(commands)).toMatchObject([{ done: true }, { done: true }, { done: true }]);
    expect(officialGateway.ids()).toEqual(["c1", "c1", "c2", "c3"]);
    expect(counts.get("QuotaExhausted")).toBe(1);
    expect(lines.filter(({ level }) => level === "warn")).toHaveLength(1);
  });

  it("fails the reply that found it, holds broadcasts, and goes on with replies", async () => {
    const { process, stateOf, officialGateway } = setUp("live");
    expect(await process().send([command("c1")])).toEqual([{ done: true }]);
    expect(await stateOf("c1")).toBe("failed");
    expect(await process(undefined, "bulk").send([command("c2")])).toMatchObject([{ done: false, delaySeconds: 900 }]);
    expect(await process().send([command("c3")])).toEqual([{ done: true }]);
    expect(officialGateway.ids()).toEqual(["c1", "c3"]);
  });

  it("is told of once a day, with the end of the hold", async () => {
    const { process, events, clock } = setUp("live", [USED_UP, USED_UP, USED_UP]);
    await process().send([command("c1")]);
    await process().send([command("c2")]);
    const told = () => events.published.filter(({ type }) => type === "QuotaExhausted");
    expect(told()).toMatchObject([
      { detail: { appId: "wx_official", until: NOON + UNTIL_MIDNIGHT, reason: expect.stringContaining("45009") } },
    ]);
    clock.advance(UNTIL_MIDNIGHT);
    await process().send([command("c3")]);
    expect(new Set(told().map(({ detail }) => detail.eventId)).size).toBe(2);
  });

  it("loses and doubles nothing, wherever a process dies", async () => {
    await withEveryCrash(async (crash) => {
      const { process, stateOf, officialGateway, clock } = setUp("bulk");
      await process(crash, "bulk")
        .send([command("c1")])
        .catch(() => undefined);
      for (let tries = 0; tries < 20 && !["sent", "unknown"].includes((await stateOf("c1")) ?? ""); tries += 1) {
        clock.advance(3_600_000);
        await process(undefined, "bulk").send([command("c1")]);
      }
      const state = await stateOf("c1");
      expect(["sent", "unknown"]).toContain(state);
      if (state === "unknown") expect(officialGateway.ids().length).toBeLessThanOrEqual(1);
      else expect(officialGateway.ids().length).toBeLessThanOrEqual(3);
    });
  });
});
