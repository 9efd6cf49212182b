import { expect, it } from "vitest";
import { createDynamoSignInStates } from "../../../shared/identity/adapters/dynamo-sign-in-states.ts";
import type { Beginning } from "../../../shared/identity/domain/sign-in.ts";
import { sha256Hex } from "../../../shared/kernel/domain/ids.ts";
import { createTable } from "../../../shared/platform/dynamodb/table.ts";
import { NOON } from "../../support/builders.ts";
import { onEveryDynamo, onEveryStorage } from "./every-storage.ts";

const BY = { appId: "wx_a", browser: "browser-1" };
const BEGINNING: Beginning = { redirect: "https://shop.example/account/?a=1", scope: "userinfo", repeats: 1 };

onEveryStorage("sign-ins under way", (fresh) => {
  it("are good for one return, in their time", async () => {
    const { signInStates } = await fresh();
    await signInStates.put("state-1", BY, BEGINNING, NOON + 1000);
    await signInStates.put("state-2", BY, BEGINNING, NOON + 1000);
    expect(await signInStates.take("state-0", BY, NOON)).toBeUndefined();
    expect(await signInStates.take("state-1", BY, NOON)).toEqual(BEGINNING);
    expect(await signInStates.take("state-1", BY, NOON)).toBeUndefined();
    expect(await signInStates.take("state-2", BY, NOON + 1000)).toBeUndefined();
  });

  it("are for the browser and the account that began; others take nothing away", async () => {
    const { signInStates } = await fresh();
    await signInStates.put("state-1", BY, BEGINNING, NOON + 1000);
    expect(await signInStates.take("state-1", { ...BY, browser: "browser-2" }, NOON)).toBeUndefined();
    expect(await signInStates.take("state-1", { ...BY, browser: "" }, NOON)).toBeUndefined();
    expect(await signInStates.take("state-1", { ...BY, appId: "wx_b" }, NOON)).toBeUndefined();
    expect(await signInStates.take("state-1", BY, NOON)).toEqual(BEGINNING);
  });

  it("are taken by one of many at once", async () => {
    const { signInStates } = await fresh();
    await signInStates.put("state-1", BY, BEGINNING, NOON + 1000);
    const taken = await Promise.all(Array.from({ length: 8 }, () => signInStates.take("state-1", BY, NOON)));
    expect(taken.filter(Boolean)).toEqual([BEGINNING]);
  });

  it("live side by side in the tabs of one browser", async () => {
    const { signInStates } = await fresh();
    const other = { ...BEGINNING, redirect: "https://shop.example/done" };
    await signInStates.put("state-1", BY, BEGINNING, NOON + 1000);
    await signInStates.put("state-2", BY, other, NOON + 1000);
    expect(await signInStates.take("state-2", BY, NOON)).toEqual(other);
    expect(await signInStates.take("state-1", BY, NOON)).toEqual(BEGINNING);
  });
});

onEveryDynamo("rows of sign-ins", (backend) => {
  it("tell neither the state nor the browser's id, and go ten minutes later", async () => {
    const { client, freshTables } = backend();
    const options = { client, table: (await freshTables()).state };
    await createDynamoSignInStates(options).put("state-1", BY, BEGINNING, NOON + 600_000);
    const key = { pk: `oauth-state#${sha256Hex("state-1")}`, sk: "state" };
    const item = await createTable(options).get(key, { consistent: true });
    expect(item?.expiresAt?.N).toBe(String((NOON + 600_000) / 1000));
    expect(JSON.stringify(item)).not.toMatch(/state-1|browser-1/);
  });
});
