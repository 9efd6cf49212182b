import { expect, it } from "vitest";
import { createAccessTokens } from "../../../shared/official/application/access-tokens.ts";
import type { TokenStore } from "../../../shared/official/application/ports/access-tokens.ts";
import { accessTokenOf } from "../../../shared/official/domain/access-token.ts";
import { NOON } from "../../support/builders.ts";
import { recordingObservability } from "../../support/recording-observability.ts";
import { onEveryStorage } from "./every-storage.ts";

const token = accessTokenOf("79_first", 7200, NOON);

async function hold(store: TokenStore, now = NOON) {
  const held = await store.acquire("wx_a", now + 1000, now);
  if (!held) throw new Error("the lease is not to be had");
  return held;
}

onEveryStorage("access tokens", (fresh) => {
  it("are none at first, then what the holder put, an account's own", async () => {
    const { tokenStore } = await fresh();
    expect(await tokenStore.get("wx_a")).toBeUndefined();
    const { epoch } = await hold(tokenStore);
    expect(await tokenStore.put("wx_a", epoch, token)).toBe(true);
    expect(await tokenStore.get("wx_a")).toEqual({ epoch, token });
    expect(await tokenStore.get("wx_b")).toBeUndefined();
  });

  it("are asked for by one of many, who sees what is stored", async () => {
    const { tokenStore } = await fresh();
    await tokenStore.put("wx_a", (await hold(tokenStore)).epoch, token);
    const held = await Promise.all(Array.from({ length: 20 }, () => tokenStore.acquire("wx_a", NOON + 1000, NOON)));
    expect(held.filter((state) => state !== undefined)).toEqual([{ epoch: 2, token }]);
  });

  it("are asked for by the next one when the lease is over, given back, or the token is there", async () => {
    const { tokenStore } = await fresh();
    await hold(tokenStore);
    expect(await tokenStore.acquire("wx_a", NOON + 2000, NOON + 999)).toBeUndefined();
    const second = await hold(tokenStore, NOON + 1000);
    await tokenStore.release("wx_a", second.epoch);
    const third = await hold(tokenStore, NOON + 1000);
    await tokenStore.put("wx_a", third.epoch, token);
    expect((await hold(tokenStore, NOON + 1000)).epoch).toBe(4);
  });

  it("are not written by a holder whose epoch is over", async () => {
    const { tokenStore } = await fresh();
    const stale = await hold(tokenStore);
    const { epoch } = await hold(tokenStore, NOON + 1000);
    expect(await tokenStore.put("wx_a", stale.epoch, token)).toBe(false);
    expect(await tokenStore.countForce("wx_a", stale.epoch, { at: NOON, day: "20260101", count: 1 })).toBe(false);
    await tokenStore.release("wx_a", stale.epoch);
    expect(await tokenStore.acquire("wx_a", NOON + 3000, NOON + 1500)).toBeUndefined();
    expect(await tokenStore.get("wx_a")).toEqual({ epoch });
  });

  it("keep the count of forced ones from holder to holder", async () => {
    const { tokenStore } = await fresh();
    const forced = { at: NOON, day: "20260101", count: 3 };
    const { epoch } = await hold(tokenStore);
    expect(await tokenStore.countForce("wx_a", epoch, forced)).toBe(true);
    await tokenStore.put("wx_a", epoch, token);
    expect(await hold(tokenStore, NOON + 1)).toEqual({ epoch: 2, forced, token });
  });

  it("that are over are asked for by exactly one of 50 containers, and read by all", async () => {
    const { tokenStore } = await fresh();
    await tokenStore.put("wx_a", (await hold(tokenStore)).epoch, token);
    const asked: string[] = [];
    const source = {
      async ask(appId: string) {
        asked.push(appId);
        return accessTokenOf(`80_${asked.length}`, 7200, NOON + 7_200_000);
      },
    };
    const clock = { now: () => NOON + 7_200_000, sleep: () => new Promise<void>((done) => setTimeout(done, 5)) };
    const containers = Array.from({ length: 50 }, () =>
      createAccessTokens({ store: tokenStore, source, clock, ...recordingObservability() }),
    );
    const tokens = await Promise.all(containers.map((container) => container.get("wx_a")));
    expect(new Set(tokens)).toEqual(new Set(["80_1"]));
    expect(asked).toEqual(["wx_a"]);
  });

  it("are not released where there is nothing", async () => {
    const { tokenStore } = await fresh();
    await expect(tokenStore.release("wx_a", 1)).resolves.toBeUndefined();
    expect(await tokenStore.put("wx_a", 1, token)).toBe(false);
  });
});
