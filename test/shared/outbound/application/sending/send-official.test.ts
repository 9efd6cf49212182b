import { describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../../../../shared/operators/domain/settings.ts";
import type { SendOutcome } from "../../../../../shared/outbound/domain/outcome.ts";
import { setUpSender, unlimited } from "../../../../support/a-sender.ts";
import { aCommand, anAccount } from "../../../../support/builders.ts";
import { withEveryCrash } from "../../../../support/faults.ts";
import { failedBy, sentAs } from "../../../../support/recording-ports.ts";

const OFFICIAL = unlimited({ appId: "wx_official", channel: "official", state: "ONLINE" });
const PERSONAL = unlimited({ appId: "wx_personal" });
const official = (id: string) => aCommand({ id, appId: "wx_official", to: "openid-1" });
const setUp = (outcomes: readonly SendOutcome[] = [], account = OFFICIAL) =>
  setUpSender([], [account, PERSONAL], "live", outcomes);

describe("an Official Account's command", () => {
  it("goes to WeChat's open platform, a personal one to the gateway", async () => {
    const { send, gateway, officialGateway, stateOf, alive } = setUp();
    await send([official("c1"), aCommand({ id: "c2", appId: "wx_personal" })]);
    expect(officialGateway.ids()).toEqual(["c1"]);
    expect(gateway.ids()).toEqual(["c2"]);
    expect([await stateOf("c1"), await stateOf("c2")]).toEqual(["sent", "sent"]);
    expect(alive).toEqual(["wx_personal"]);
  });

  it("is not parked, whatever the account's row says of its state", async () => {
    const { send, stateOf } = setUp([], { ...OFFICIAL, state: "IDLE" });
    expect(await send([official("c1")])).toEqual([{ done: true }]);
    expect(await stateOf("c1")).toBe("sent");
  });

  it("takes tokens of its account's bucket, and none of the gateway's", async () => {
    const { send, settings, buckets, clock } = setUp([], anAccount({ appId: "wx_official", channel: "official" }));
    const gateway = { perSecond: 1, burst: 1, dailyCap: 10 };
    await settings.put({
      ...DEFAULT_SETTINGS,
      gateway,
      officialAccount: { perSecond: 1, burst: 2, dailyCap: 10 },
    });
    const results = await send(["c1", "c2", "c3"].map(official));
    expect(results).toEqual([{ done: true }, { done: true }, { done: false, delaySeconds: 1, parked: false }]);
    expect(await buckets.take("gateway#wechatapi", 1, gateway, clock.now())).toMatchObject({ granted: 1 });
  });

  it("gives back unused tokens of its account's bucket, and none of the gateway's", async () => {
    const limits = { perSecond: 1, burst: 3, dailyCap: 10 };
    const { send, buckets, clock } = setUp([failedBy("throttled"), failedBy("throttled")], { ...OFFICIAL, limits });
    await send(["c1", "c2", "c3"].map(official));
    expect(await buckets.take("account#wx_official", 10, limits, clock.now())).toMatchObject({ granted: 2 });
    const { gateway } = DEFAULT_SETTINGS;
    const full = await buckets.take("gateway#wechatapi", 100, gateway, clock.now());
    expect(full.granted).toBe(gateway.burst);
  });

  it("that WeChat refuses ends as failed, with the reason, and is told of", async () => {
    const { send, ledger, events } = setUp([failedBy("refused", "客服消息窗口已关闭（errcode 45015 …）")]);
    expect(await send([official("c1")])).toEqual([{ done: true }]);
    expect(await ledger.get("c1")).toMatchObject({
      state: "failed",
      reason: { code: "refused", detail: "客服消息窗口已关闭（errcode 45015 …）" },
    });
    expect(events.published).toMatchObject([{ type: "CommandFailed", detail: { appId: "wx_official" } }]);
  });

  it("whose account WeChat refuses waits, is tried again, and says why; the circuit stays closed", async () => {
    const refusals = Array.from({ length: 8 }, () => failedBy("account-refused", "IP 白名单"));
    const { send, ledger, clock, circuits, stateOf } = setUp(refusals);
    for (let round = 0; (await stateOf("c1")) !== "sent"; round++) {
      expect(round).toBeLessThan(10);
      await send([official("c1")]);
      if ((await stateOf("c1")) === "reserved") {
        expect(await ledger.get("c1")).toMatchObject({ reason: { code: "account-refused", detail: "IP 白名单" } });
      }
      clock.advance(60_000);
    }
    expect(await circuits.get("weixin")).toMatchObject({ openUntil: 0 });
  });
});

describe("circuits", () => {
  it("of WeChat's open platform stop Official Accounts only", async () => {
    const { send, circuits, clock } = setUp();
    await circuits.open("weixin", { until: clock.now() + 5000, trips: 1 }, clock.now());
    const [stopped, sent] = await send([official("c1"), aCommand({ id: "c2", appId: "wx_personal" })]);
    expect(stopped).toEqual({ done: false, delaySeconds: 5, parked: false });
    expect(sent).toEqual({ done: true });
  });

  it.each([
    ["invalid-command", 1],
    ["not-prepared", 2],
  ] as const)("do not close by what came to no call: %s", async (cause, tries) => {
    const { send, circuits, clock } = setUp(Array.from({ length: tries }, () => failedBy(cause)));
    await circuits.open("weixin", { until: clock.now() + 5000, trips: 1 }, clock.now());
    clock.advance(60_000);
    await send([official("c1")]);
    expect((await circuits.get("weixin")).openUntil).toBeGreaterThan(clock.now());
    clock.advance(60_000);
    expect(await send([official("c2")])).toEqual([{ done: true }]);
    expect(await circuits.get("weixin")).toMatchObject({ openUntil: 0 });
  });
});

it("a sender that dies anywhere sends an Official Account's message once at most, and tells of what it does not know", async () => {
  await withEveryCrash(async (crash, where) => {
    const { process, officialGateway, stateOf, clock } = setUp([sentAs("")]);
    await process(crash)
      .send([official("c1")])
      .catch(() => "it died");
    clock.advance(40_000);
    await process().send([official("c1")]);
    expect(officialGateway.wentOut().length, where).toBeLessThanOrEqual(1);
    expect(["sent", "unknown"], where).toContain(await stateOf("c1"));
  });
});
