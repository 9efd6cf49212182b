import { expect, it } from "vitest";
import { createDynamoTokenStore } from "../../../shared/official/adapters/dynamo-token-store.ts";
import { createKeptTokens } from "../../../shared/official/application/kept-tokens.ts";
import type { TokenStore } from "../../../shared/official/application/ports/kept-tokens.ts";
import { keptTokenOf } from "../../../shared/official/domain/kept-token.ts";
import { tokenKinds } from "../../../shared/official/domain/token-kinds.ts";
import { createTable } from "../../../shared/platform/dynamodb/table.ts";
import { NOON } from "../../support/builders.ts";
import { recordingObservability } from "../../support/recording-observability.ts";
import { onEveryDynamo, onEveryStorage } from "./every-storage.ts";

const token = keptTokenOf("access", "79_first", 7200, NOON);

async function hold(store: TokenStore, now = NOON) {
  const held = await store.acquire("wx_a", now + 1000, now);
  if (!held) throw new Error("the lease is not to be had");
  return held;
}

onEveryStorage("kept tokens", (fresh) => {
  it("are none at first, then what the holder put, an account's own", async () => {
    const { access: tokenStore } = (await fresh()).tokenStores;
    expect(await tokenStore.get("wx_a")).toBeUndefined();
    const { epoch } = await hold(tokenStore);
    expect(await tokenStore.put("wx_a", epoch, token)).toBe(true);
    expect(await tokenStore.get("wx_a")).toEqual({ epoch, token });
    expect(await tokenStore.get("wx_b")).toBeUndefined();
  });

  it("are asked for by one of many, who sees what is stored", async () => {
    const { access: tokenStore } = (await fresh()).tokenStores;
    await tokenStore.put("wx_a", (await hold(tokenStore)).epoch, token);
    const held = await Promise.all(Array.from({ length: 20 }, () => tokenStore.acquire("wx_a", NOON + 1000, NOON)));
    expect(held.filter((state) => state !== undefined)).toEqual([{ epoch: 2, token }]);
  });

  it("are asked for by the next one when the lease is over, given back, or the token is there", async () => {
    const { access: tokenStore } = (await fresh()).tokenStores;
    await hold(tokenStore);
    expect(await tokenStore.acquire("wx_a", NOON + 2000, NOON + 999)).toBeUndefined();
    const second = await hold(tokenStore, NOON + 1000);
    await tokenStore.release("wx_a", second.epoch);
    const third = await hold(tokenStore, NOON + 1000);
    await tokenStore.put("wx_a", third.epoch, token);
    expect((await hold(tokenStore, NOON + 1000)).epoch).toBe(4);
  });

  it("are not written by a holder whose epoch is over", async () => {
    const { access: tokenStore } = (await fresh()).tokenStores;
    const stale = await hold(tokenStore);
    const { epoch } = await hold(tokenStore, NOON + 1000);
    expect(await tokenStore.put("wx_a", stale.epoch, token)).toBe(false);
    expect(await tokenStore.countReplacement("wx_a", stale.epoch, { at: NOON, day: "20260101", count: 1 })).toBe(false);
    await tokenStore.release("wx_a", stale.epoch);
    expect(await tokenStore.acquire("wx_a", NOON + 3000, NOON + 1500)).toBeUndefined();
    expect(await tokenStore.get("wx_a")).toEqual({ epoch });
  });

  it("keep the count of replaced ones from holder to holder", async () => {
    const { access: tokenStore } = (await fresh()).tokenStores;
    const replaced = { at: NOON, day: "20260101", count: 3 };
    const { epoch } = await hold(tokenStore);
    expect(await tokenStore.countReplacement("wx_a", epoch, replaced)).toBe(true);
    await tokenStore.put("wx_a", epoch, token);
    expect(await hold(tokenStore, NOON + 1)).toEqual({ epoch: 2, replaced, token });
  });

  it("of one owner are kept apart by their kinds, with their leases and counts", async () => {
    const { tokenStores } = await fresh();
    for (const kind of tokenKinds) {
      const store = tokenStores[kind];
      expect(await store.get("wx_a")).toBeUndefined();
      const { epoch } = await hold(store);
      expect(await store.countReplacement("wx_a", epoch, { at: NOON, day: "20260101", count: 1 })).toBe(true);
      expect(await store.put("wx_a", epoch, { ...token, value: kind })).toBe(true);
    }
    const values = await Promise.all(
      tokenKinds.map(async (kind) => (await tokenStores[kind].get("wx_a"))?.token?.value),
    );
    expect(values).toEqual(tokenKinds);
  });

  it.each(tokenKinds)(
    "(%s) that are over are asked for by exactly one of 50 containers, and read by all",
    async (kind) => {
      const store = (await fresh()).tokenStores[kind];
      await store.put("wx_a", (await hold(store)).epoch, token);
      const asked: string[] = [];
      const source = {
        async ask(owner: string) {
          asked.push(owner);
          return keptTokenOf(kind, `80_${asked.length}`, 7200, NOON + 7_200_000);
        },
      };
      const clock = { now: () => NOON + 7_200_000, sleep: () => new Promise<void>((done) => setTimeout(done, 5)) };
      const containers = Array.from({ length: 50 }, () =>
        createKeptTokens(kind, { store, source, clock, ...recordingObservability() }),
      );
      const tokens = await Promise.all(containers.map((container) => container.get("wx_a")));
      expect(new Set(tokens)).toEqual(new Set(["80_1"]));
      expect(asked).toEqual(["wx_a"]);
    },
  );

  it("are forgotten with their count, and a holder of that time stores nothing", async () => {
    const { authorizer: store } = (await fresh()).tokenStores;
    await store.forget("wx_a");
    expect(await store.get("wx_a")).toBeUndefined();
    const { epoch } = await hold(store);
    const replaced = { at: NOON, day: "20260101", count: 3 };
    await store.countReplacement("wx_a", epoch, replaced);
    await store.put("wx_a", epoch, token);
    const held = await hold(store);
    await store.forget("wx_a");
    expect(await store.get("wx_a")).toEqual({ epoch: held.epoch + 1 });
    expect(await store.countReplacement("wx_a", held.epoch, replaced)).toBe(false);
    expect(await store.put("wx_a", held.epoch, token)).toBe(false);
    const next = await hold(store);
    expect(next).toEqual({ epoch: held.epoch + 2 });
    expect(await store.put("wx_a", next.epoch, token)).toBe(true);
  });

  it("are not released where there is nothing", async () => {
    const { access: tokenStore } = (await fresh()).tokenStores;
    await expect(tokenStore.release("wx_a", 1)).resolves.toBeUndefined();
    expect(await tokenStore.put("wx_a", 1, token)).toBe(false);
  });
});

/** As versions that knew access tokens only wrote it. */
const OLDER_ROW = {
  pk: { S: "token#wx_a" },
  sk: { S: "access-token" },
  epoch: { N: "7" },
  leaseUntil: { N: "0" },
  forcedAt: { N: String(NOON) },
  forcedDay: { S: "20260310" },
  forcedCount: { N: "3" },
  token: { S: JSON.stringify({ value: "78_older", validUntil: NOON + 60_000, refreshAfter: NOON }) },
};

onEveryDynamo("access tokens of an earlier version", (backend) => {
  it("are read with their count, and replaced in place", async () => {
    const { client, freshTables } = backend();
    const { state } = await freshTables();
    await createTable({ client, table: state }).put(OLDER_ROW);
    const store = createDynamoTokenStore("access", { client, table: state });
    const older = {
      epoch: 7,
      token: { value: "78_older", validUntil: NOON + 60_000, refreshAfter: NOON },
      replaced: { at: NOON, day: "20260310", count: 3 },
    };
    expect(await store.get("wx_a")).toEqual(older);
    expect(await hold(store)).toEqual({ ...older, epoch: 8 });
    expect(await store.put("wx_a", 8, token)).toBe(true);
    expect(await store.get("wx_a")).toMatchObject({ epoch: 8, token });
  });
});
