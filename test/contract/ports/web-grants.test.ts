import { expect, it } from "vitest";
import { createDynamoWebGrants } from "../../../shared/identity/adapters/dynamo-web-grants.ts";
import { GRANT_LIFE } from "../../../shared/identity/domain/web-grant.ts";
import { keyOf } from "../../../shared/platform/dynamodb/attributes.ts";
import { createTable } from "../../../shared/platform/dynamodb/table.ts";
import { createMemorySealer } from "../../../shared/platform/memory/sealer.ts";
import { aWebGrant } from "../../support/a-web-grant.ts";
import { NOON } from "../../support/builders.ts";
import { onEveryDynamo, onEveryStorage } from "./every-storage.ts";

const UNTIL = NOON + 15_000;

onEveryStorage("grants of people", (fresh) => {
  it("are kept for an account and a person, until their time is over", async () => {
    const { webGrants } = await fresh();
    expect(await webGrants.get("wx_a", "o1", NOON)).toBeUndefined();
    await webGrants.put("wx_a", "o1", aWebGrant());
    expect(await webGrants.get("wx_a", "o1", NOON)).toMatchObject({ grant: aWebGrant() });
    expect(await webGrants.get("wx_a", "o2", NOON)).toBeUndefined();
    expect(await webGrants.get("wx_b", "o1", NOON)).toBeUndefined();
    expect(await webGrants.get("wx_a", "o1", NOON + GRANT_LIFE)).toBeUndefined();
    expect(await webGrants.acquire("wx_a", "o1", UNTIL + GRANT_LIFE, NOON + GRANT_LIFE)).toBeUndefined();
  });

  it("are renewed by one of many at once, and by the next one when that one is done", async () => {
    const { webGrants } = await fresh();
    await webGrants.put("wx_a", "o1", aWebGrant());
    const many = await Promise.all(Array.from({ length: 8 }, () => webGrants.acquire("wx_a", "o1", UNTIL, NOON)));
    const [held, ...others] = many.filter(Boolean);
    expect(others).toEqual([]);
    if (!held) throw new Error("no one holds the lease");
    const next = aWebGrant({ accessToken: "access-2", refreshToken: "refresh-2" });
    expect(await webGrants.renew("wx_a", "o1", held.epoch, next)).toBe(true);
    expect(await webGrants.get("wx_a", "o1", NOON)).toEqual({ epoch: held.epoch, grant: next });
    const second = await webGrants.acquire("wx_a", "o1", UNTIL, NOON);
    expect(second).toEqual({ epoch: held.epoch + 1, grant: next });
    expect(await webGrants.renew("wx_a", "o1", held.epoch, aWebGrant())).toBe(false);
    await webGrants.release("wx_a", "o1", held.epoch);
    expect(await webGrants.acquire("wx_a", "o1", UNTIL, NOON)).toBeUndefined();
    await webGrants.release("wx_a", "o1", held.epoch + 1);
    expect(await webGrants.acquire("wx_a", "o1", UNTIL, NOON)).toBeDefined();
  });

  it("are forgotten whoever holds the lease, who then stores nothing, also after the person came back", async () => {
    const { webGrants } = await fresh();
    await webGrants.put("wx_a", "o1", aWebGrant());
    await webGrants.put("wx_a", "o2", aWebGrant());
    const epoch = (await webGrants.acquire("wx_a", "o1", UNTIL, NOON))?.epoch ?? 0;
    await webGrants.forget("wx_a", "o1");
    await webGrants.forget("wx_a", "o1");
    expect(await webGrants.get("wx_a", "o1", NOON)).toBeUndefined();
    expect(await webGrants.renew("wx_a", "o1", epoch, aWebGrant())).toBe(false);
    expect(await webGrants.get("wx_a", "o1", NOON)).toBeUndefined();
    expect(await webGrants.get("wx_a", "o2", NOON)).toMatchObject({ grant: aWebGrant() });
    const anew = aWebGrant({ refreshToken: "refresh-9", until: NOON + GRANT_LIFE + 1000 });
    await webGrants.put("wx_a", "o1", anew);
    expect(await webGrants.renew("wx_a", "o1", epoch, aWebGrant())).toBe(false);
    expect(await webGrants.get("wx_a", "o1", NOON)).toMatchObject({ grant: anew });
  });

  it("have a lease that ends with its time", async () => {
    const { webGrants } = await fresh();
    await webGrants.put("wx_a", "o1", aWebGrant());
    const held = await webGrants.acquire("wx_a", "o1", UNTIL, NOON);
    expect(await webGrants.acquire("wx_a", "o1", UNTIL + 1, UNTIL - 1)).toBeUndefined();
    expect(await webGrants.acquire("wx_a", "o1", UNTIL + 1, UNTIL)).toMatchObject({ grant: aWebGrant() });
    expect(await webGrants.renew("wx_a", "o1", held?.epoch ?? 0, aWebGrant({ accessToken: "late" }))).toBe(false);
    expect(await webGrants.acquire("wx_a", "nobody", UNTIL, NOON)).toBeUndefined();
  });

  it("are replaced by a sign-in, after which an earlier holder changes nothing", async () => {
    const { webGrants } = await fresh();
    await webGrants.put("wx_a", "o1", aWebGrant());
    const epoch = (await webGrants.acquire("wx_a", "o1", UNTIL, NOON))?.epoch ?? 0;
    const anew = aWebGrant({ refreshToken: "refresh-9" });
    await webGrants.put("wx_a", "o1", anew);
    expect(await webGrants.renew("wx_a", "o1", epoch, aWebGrant())).toBe(false);
    expect(await webGrants.kill("wx_a", "o1", epoch, NOON)).toBe(false);
    expect(await webGrants.remove("wx_a", "o1", epoch)).toBe(false);
    await webGrants.release("wx_a", "o1", epoch);
    expect(await webGrants.acquire("wx_a", "o1", UNTIL, NOON)).toMatchObject({ grant: anew });
  });

  it("are those of the sign-in that began last, whichever of two at once is written last", async () => {
    const { webGrants } = await fresh();
    const of = (second: number) =>
      aWebGrant({ refreshToken: `refresh-${second}`, until: NOON + GRANT_LIFE + second * 1000 });
    await Promise.all([3, 1, 5, 0, 4, 2].map((second) => webGrants.put("wx_a", "o1", of(second))));
    expect(await webGrants.get("wx_a", "o1", NOON)).toMatchObject({ grant: of(5) });
    const epoch = (await webGrants.acquire("wx_a", "o1", UNTIL, NOON))?.epoch ?? 0;
    await webGrants.put("wx_a", "o1", of(4));
    expect(await webGrants.renew("wx_a", "o1", epoch, of(7))).toBe(true);
    await webGrants.put("wx_a", "o1", of(6));
    expect(await webGrants.get("wx_a", "o1", NOON)).toMatchObject({ epoch, grant: of(7) });
    await webGrants.kill("wx_a", "o1", epoch, NOON);
    await webGrants.put("wx_a", "o1", of(8));
    expect(await webGrants.get("wx_a", "o1", NOON)).toMatchObject({ grant: of(8) });
  });

  it("lose their tokens when they die, and go when all is done; a later one has other epochs", async () => {
    const { webGrants } = await fresh();
    await webGrants.put("wx_a", "o1", aWebGrant());
    const epoch = (await webGrants.acquire("wx_a", "o1", UNTIL, NOON))?.epoch ?? 0;
    expect(await webGrants.kill("wx_a", "o1", epoch, NOON + 1)).toBe(true);
    expect(await webGrants.get("wx_a", "o1", NOON)).toEqual({ epoch, deadSince: NOON + 1 });
    expect(await webGrants.acquire("wx_a", "o1", UNTIL, NOON)).toBeUndefined();
    expect(await webGrants.acquire("wx_a", "o1", UNTIL + 1, UNTIL)).toEqual({ epoch: epoch + 1, deadSince: NOON + 1 });
    expect(await webGrants.remove("wx_a", "o1", epoch + 1)).toBe(true);
    expect(await webGrants.get("wx_a", "o1", NOON)).toBeUndefined();
    expect(await webGrants.remove("wx_a", "o1", epoch + 1)).toBe(false);
    await webGrants.put("wx_a", "o1", aWebGrant({ until: NOON + GRANT_LIFE + 60_000 }));
    const later = await webGrants.acquire("wx_a", "o1", UNTIL, NOON);
    expect(later?.epoch).toBeGreaterThan(epoch + 1);
  });

  it("revive when the person signs in after they died", async () => {
    const { webGrants } = await fresh();
    await webGrants.put("wx_a", "o1", aWebGrant());
    const epoch = (await webGrants.acquire("wx_a", "o1", UNTIL, NOON))?.epoch ?? 0;
    await webGrants.kill("wx_a", "o1", epoch, NOON);
    await webGrants.put("wx_a", "o1", aWebGrant({ refreshToken: "refresh-2" }));
    expect(await webGrants.remove("wx_a", "o1", epoch)).toBe(false);
    expect(await webGrants.get("wx_a", "o1", NOON)).toMatchObject({ grant: { refreshToken: "refresh-2" } });
  });
});

onEveryDynamo("sealed grants", (backend) => {
  const KEYS = {
    o1: { pk: "web-grant#wx_a#o1", sk: "grant" },
    o2: { pk: "web-grant#wx_a#o2", sk: "grant" },
    ofOther: { pk: "web-grant#wx_b#o1", sk: "grant" },
  };

  it("hold no token in the clear, and are of no use under another openid or another account", async () => {
    const { client, freshTables } = backend();
    const options = { client, table: (await freshTables()).state };
    const webGrants = createDynamoWebGrants({ ...options, sealer: createMemorySealer() });
    const table = createTable(options);
    await webGrants.put("wx_a", "o1", aWebGrant());
    const item = await table.get(KEYS.o1, { consistent: true });
    expect(JSON.stringify(item)).not.toMatch(/refresh-1|access-1/);
    for (const [key, appId, openid] of [
      [KEYS.o2, "wx_a", "o2"],
      [KEYS.ofOther, "wx_b", "o1"],
    ] as const) {
      await table.put({ ...item, ...keyOf(key) });
      await expect(webGrants.get(appId, openid, NOON)).rejects.toMatchObject({ code: "internal" });
      await expect(webGrants.acquire(appId, openid, UNTIL, NOON)).rejects.toMatchObject({ code: "internal" });
    }
    expect(await webGrants.get("wx_a", "o1", NOON)).toMatchObject({ grant: aWebGrant() });
  });

  it("do not open when a byte of them is changed", async () => {
    const { client, freshTables } = backend();
    const options = { client, table: (await freshTables()).state };
    const webGrants = createDynamoWebGrants({ ...options, sealer: createMemorySealer() });
    const table = createTable(options);
    await webGrants.put("wx_a", "o1", aWebGrant());
    const item = await table.get(KEYS.o1, { consistent: true });
    const sealed = JSON.parse(item?.grant?.S ?? "");
    for (const part of ["text", "tag", "iv"]) {
      const bytes = Buffer.from(sealed[part], "base64");
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      const changed = JSON.stringify({ ...sealed, [part]: bytes.toString("base64") });
      await table.put({ ...item, ...keyOf(KEYS.o1), grant: { S: changed } });
      await expect(webGrants.get("wx_a", "o1", NOON)).rejects.toMatchObject({ code: "internal" });
    }
  });
});
