import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import type { Account } from "../../../../../shared/accounts/domain/account.ts";
import { createMemorySettings } from "../../../../../shared/operators/adapters/memory-settings.ts";
import { DEFAULT_SETTINGS } from "../../../../../shared/operators/domain/settings.ts";
import { createMemoryTokenBuckets } from "../../../../../shared/outbound/adapters/memory-token-buckets.ts";
import { createOutboundQuotas } from "../../../../../shared/outbound/application/quotas/outbound-quotas.ts";
import type { Lane } from "../../../../../shared/outbound/domain/lane.ts";
import { toSeconds } from "../../../../../shared/outbound/domain/quota.ts";
import { anAccount, NOON } from "../../../../support/builders.ts";
import { fakeClock } from "../../../../support/fake-clock.ts";
import { recordingObservability } from "../../../../support/recording-observability.ts";

const LIMITS = { perSecond: 1, burst: 5, dailyCap: 100 };
const GATEWAY = { perSecond: 5, burst: 10, dailyCap: 1000 };
const online = (appId: string) => anAccount({ appId, limits: LIMITS });
const group = (appId: string, wanted: number, receiveCount = 1) => ({ appId, wanted, receiveCount });

function setUp(
  accounts: readonly Account[] = [online("a"), online("b"), online("c")],
  gateway = GATEWAY,
  lane: Lane = "live",
) {
  const buckets = createMemoryTokenBuckets();
  const settings = createMemorySettings();
  void settings.put({ ...DEFAULT_SETTINGS, gateway });
  const clock = fakeClock();
  const { log, lines } = recordingObservability();
  const account = vi.fn(async (appId: string) => accounts.find((known) => known.appId === appId));
  const quotas = (of = lane) =>
    createOutboundQuotas({ lane: of, account, learn: () => undefined, settings, buckets, clock, log });
  const left = async (bucket: string, limits = LIMITS) =>
    (await buckets.take(bucket, 1000, limits, clock.now())).granted;
  return { buckets, settings, clock, account, quotas, left, lines, ...quotas() };
}
const given = (quotas: readonly { quota: number }[]) => quotas.map(({ quota }) => quota);

describe("what may go out", () => {
  it("is what the account's bucket has; the rest waits until it has more", async () => {
    const { take } = setUp();
    expect(await take([group("a", 8)])).toEqual([{ ...group("a", 8), quota: 5, delaySeconds: 1, limits: LIMITS }]);
  });

  it("follows the fleet's settings for accounts without limits of their own, read once in 5 s", async () => {
    const { take, settings, clock } = setUp([anAccount({ appId: "a", activeSince: NOON - 6 * 86_400_000 })]);
    const limits = { perSecond: 0.5, burst: 2, dailyCap: 20 };
    await settings.put({ ...DEFAULT_SETTINGS, newAccountDays: 7, newAccount: limits });
    const get = vi.spyOn(settings, "get");
    expect(await take([group("a", 8)])).toMatchObject([{ quota: 2, delaySeconds: 2, limits }]);
    await settings.put({ ...DEFAULT_SETTINGS, newAccountDays: 5 });
    expect(await take([group("a", 8)])).toMatchObject([{ quota: 0, limits }]);
    expect(get).toHaveBeenCalledTimes(1);
    clock.advance(5000);
    expect(await take([group("a", 8)])).toMatchObject([{ limits: { perSecond: 2 } }]);
  });

  it("is shared by all processes through the buckets", async () => {
    const { quotas } = setUp();
    expect(given(await quotas().take([group("a", 3)]))).toEqual([3]);
    expect(given(await quotas().take([group("a", 3)]))).toEqual([2]);
  });

  it("is everything for accounts that nobody registered, at no tokens: the sender ends those commands", async () => {
    const { take, left } = setUp([]);
    expect(await take([group("a", 8)])).toEqual([{ ...group("a", 8), quota: 8, delaySeconds: 0 }]);
    expect(await left("gateway#wechatapi", GATEWAY)).toBe(10);
  });

  it("is dealt out in turns where the gateway's bucket is short, and the accounts get their tokens back", async () => {
    const { take, left } = setUp();
    const quotas = await take([group("a", 5), group("b", 2), group("c", 5)]);
    expect(given(quotas)).toEqual([4, 2, 4]);
    expect(quotas.map(({ delaySeconds }) => delaySeconds)).toEqual([1, 0, 1]);
    expect([await left("account#a"), await left("account#b"), await left("account#c")]).toEqual([1, 3, 1]);
  });

  it("is nothing where the gateway's day is spent, and is asked again after 15 min: an operator may raise the cap", async () => {
    const { take, left } = setUp([online("a")], { ...GATEWAY, dailyCap: 0 });
    expect(await take([group("a", 2)])).toEqual([{ ...group("a", 2), quota: 0, delaySeconds: 900, limits: LIMITS }]);
    expect(await left("account#a")).toBe(5);
  });
});

describe("what bulk may take", () => {
  it("leaves the reserve of the account's bucket to replies", async () => {
    const { quotas } = setUp([online("a")]);
    const [bulk, live] = [quotas("bulk"), quotas("live")];
    expect(given(await bulk.take([group("a", 8)]))).toEqual([3]);
    expect(given(await bulk.take([group("a", 8)]))).toEqual([0]);
    expect(given(await live.take([group("a", 8)]))).toEqual([2]);
  });

  it("leaves the reserve of the gateway's bucket to replies, and fills both again with what it did not use", async () => {
    const { quotas, left } = setUp();
    const [bulk, live] = [quotas("bulk"), quotas("live")];
    const taken = await bulk.take([group("a", 5), group("b", 5), group("c", 5)]);
    expect(given(taken)).toEqual([3, 2, 2]);
    expect(await left("account#c")).toBe(3);
    expect(given(await live.take([group("a", 5), group("b", 5)]))).toEqual([2, 1]);
    await bulk.giveBack(taken.map((quota) => ({ ...quota, unused: quota.quota })));
    expect(await left("gateway#wechatapi", GATEWAY)).toBe(7);
  });
});

describe("giving back", () => {
  it("fills both buckets again", async () => {
    const { take, giveBack, left } = setUp();
    const quotas = await take([group("a", 5), group("b", 5)]);
    await giveBack(quotas.map((quota) => ({ ...quota, unused: quota.appId === "a" ? 3 : 0 })));
    expect([await left("account#a"), await left("account#b")]).toEqual([3, 0]);
    expect(await left("gateway#wechatapi", GATEWAY)).toBe(3);
  });

  it("calls nobody where nothing is left, or where nothing was taken", async () => {
    const { take, giveBack, buckets } = setUp([online("a")]);
    const refund = vi.spyOn(buckets, "refund");
    const quotas = await take([group("a", 1), group("stranger", 1)]);
    await giveBack(quotas.map((quota) => ({ ...quota, unused: quota.appId === "a" ? 0 : 1 })));
    expect(refund).not.toHaveBeenCalled();
  });

  it("costs tokens only when it fails", async () => {
    const { take, giveBack, buckets, lines } = setUp([online("a")]);
    const quotas = await take([group("a", 2)]);
    vi.spyOn(buckets, "refund").mockRejectedValue(new Error("throttled"));
    await giveBack(quotas.map((quota) => ({ ...quota, unused: 2 })));
    expect(lines.map(({ message }) => message)).toEqual(Array(2).fill("unused tokens were not given back"));
  });
});

describe("a store that does not answer", () => {
  it("makes the group wait 5 s, and no other", async () => {
    const { take, buckets } = setUp();
    vi.spyOn(buckets, "take").mockRejectedValueOnce(new Error("throttled"));
    expect(await take([group("a", 1), group("b", 1)])).toMatchObject([
      { quota: 0, delaySeconds: 5 },
      { quota: 1, delaySeconds: 0 },
    ]);
  });

  it("makes all wait 5 s where it hides the gateway's limits, and takes nothing from the accounts", async () => {
    const { take, settings, left } = setUp();
    vi.spyOn(settings, "get").mockRejectedValueOnce(new Error("throttled"));
    expect(await take([group("a", 1)])).toMatchObject([{ quota: 0, delaySeconds: 5 }]);
    expect(await left("account#a")).toBe(5);
    expect(await take([group("b", 1)])).toMatchObject([{ quota: 1 }]);
  });
});

it("never gives more than wanted, than the account has, or than the gateway has, and loses no token", async () => {
  const wanted = fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 3, maxLength: 3 });
  const property = fc.asyncProperty(wanted, fc.integer({ min: 1, max: 15 }), async (sizes, burst) => {
    const gateway = { ...GATEWAY, burst };
    const { take, left } = setUp(undefined, gateway);
    const names = ["a", "b", "c"];
    const quotas = given(await take(sizes.map((size, index) => group(names[index] ?? "", size))));
    const total = quotas.reduce((sum, quota) => sum + quota, 0);
    expect(total).toBe(
      Math.min(
        burst,
        sizes.reduce((sum, size) => sum + Math.min(size, LIMITS.burst), 0),
      ),
    );
    for (const [index, quota] of quotas.entries()) {
      expect(quota).toBeLessThanOrEqual(Math.min(sizes[index] ?? 0, LIMITS.burst));
      expect(await left(`account#${names[index]}`)).toBe(LIMITS.burst - quota);
    }
    expect(await left("gateway#wechatapi", gateway)).toBe(burst - total);
  });
  await fc.assert(property, { numRuns: 100 });
});

it("asks less often for the gateway's tokens the longer a group has queued for them, up to every 30 s", async () => {
  const waits = [];
  for (const receiveCount of [1, 2, 10, 30, 900]) {
    const { take } = setUp([online("a")], { ...GATEWAY, burst: 1 });
    const [quota] = await take([{ ...group("a", 2), receiveCount }]);
    waits.push(quota?.delaySeconds);
  }
  expect(waits).toEqual([1, 2, 10, 30, 30]);
});

it("covers milliseconds by whole seconds, up to the longest wait", () => {
  expect([0, 1, 1000, 1001, 86_400_000].map(toSeconds)).toEqual([0, 1, 1, 2, 900]);
});
