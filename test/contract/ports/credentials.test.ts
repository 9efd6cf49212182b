import { QueryCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { expect, it } from "vitest";
import {
  createDynamoAppCredentials,
  createDynamoCallbackKeys,
} from "../../../shared/official/adapters/dynamo-credentials.ts";
import type { KeptCredential, KeptKeys } from "../../../shared/official/domain/kept-credentials.ts";
import { createMemorySealer } from "../../../shared/platform/memory/sealer.ts";
import { NOON } from "../../support/builders.ts";
import { onEveryDynamo, onEveryStorage } from "./every-storage.ts";

const APP = "wx_a";
const KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
const keys: KeptKeys = {
  mode: "safe",
  recipient: APP,
  replyMode: "both",
  lanes: 4,
  keys: [
    { token: "aRecognizableToken", encodingAesKey: KEY, setAt: NOON },
    { token: "anOldToken", setAt: NOON - 1, until: NOON + 600_000 },
  ],
};
const credential: KeptCredential = {
  kind: "secret",
  appSecret: "a-recognizable-secret",
  setAt: NOON,
  trial: { status: "unverified", at: NOON, errcode: 40164, words: "IP 白名单" },
};

onEveryStorage("credentials", (fresh) => {
  it("are read as they were kept, an account's own", async () => {
    const { callbackKeys, appCredentials } = await fresh();
    expect(await callbackKeys.get(APP)).toBeUndefined();
    expect(await appCredentials.get(APP)).toBeUndefined();
    expect(await callbackKeys.put(APP, keys, 0)).toBe(true);
    expect(await appCredentials.put(APP, credential, 0)).toBe(true);
    expect(await callbackKeys.get(APP)).toEqual({ revision: 1, value: keys });
    expect(await appCredentials.get(APP)).toEqual({ revision: 1, value: credential });
    expect(await callbackKeys.get("wx_b")).toBeUndefined();
    const component: KeptCredential = { kind: "component", componentAppId: "wx_platform", setAt: NOON };
    expect(await appCredentials.put(APP, component, 1)).toBe(true);
    expect(await appCredentials.get(APP)).toEqual({ revision: 2, value: component });
  });

  it("are changed from the revision that is kept, and from no other", async () => {
    const { callbackKeys } = await fresh();
    expect(await callbackKeys.put(APP, keys, 1)).toBe(false);
    expect(await callbackKeys.get(APP)).toBeUndefined();
    await callbackKeys.put(APP, keys, 0);
    expect(await callbackKeys.put(APP, { ...keys, mode: "plain" }, 0)).toBe(false);
    expect(await callbackKeys.put(APP, { ...keys, mode: "compatible" }, 1)).toBe(true);
    expect(await callbackKeys.put(APP, { ...keys, mode: "plain" }, 1)).toBe(false);
    expect(await callbackKeys.get(APP)).toEqual({ revision: 2, value: { ...keys, mode: "compatible" } });
  });

  it("that are changed by ten at once are changed by one of them", async () => {
    const { appCredentials } = await fresh();
    await appCredentials.put(APP, credential, 0);
    const changes = Array.from({ length: 10 }, (_, index) =>
      appCredentials.put(APP, { ...credential, appSecret: `secret-${index}` }, 1),
    );
    expect((await Promise.all(changes)).filter((done) => done)).toHaveLength(1);
    expect((await appCredentials.get(APP))?.revision).toBe(2);
  });

  it("leave their revision behind when they are removed, so that no older change comes after", async () => {
    const { callbackKeys } = await fresh();
    await callbackKeys.put(APP, keys, 0);
    expect(await callbackKeys.put(APP, undefined, 1)).toBe(true);
    expect(await callbackKeys.get(APP)).toEqual({ revision: 2 });
    expect(await callbackKeys.put(APP, keys, 1)).toBe(false);
    expect(await callbackKeys.put(APP, keys, 2)).toBe(true);
    expect(await callbackKeys.get(APP)).toEqual({ revision: 3, value: keys });
  });
});

onEveryDynamo("sealed credentials", (backend) => {
  const connect = async () => {
    const { client, freshTables } = backend();
    const { config } = await freshTables();
    return { client, table: config, sealer: createMemorySealer() };
  };

  it("show nothing of themselves in the table, and lie in partitions of their own", async () => {
    const options = await connect();
    await createDynamoCallbackKeys(options).put(APP, keys, 0);
    await createDynamoAppCredentials(options).put(APP, credential, 0);
    const { Items = [] } = await options.client.send(new ScanCommand({ TableName: options.table }));
    expect(Items.map(({ pk }) => pk?.S).sort()).toEqual([`app-secret#${APP}`, `callback-keys#${APP}`]);
    const stored = JSON.stringify(Items);
    for (const secret of ["aRecognizableToken", "anOldToken", KEY, "a-recognizable-secret", "safe", "40164"]) {
      expect(stored).not.toContain(secret);
    }
  });

  it("open neither in another account's row nor in another revision", async () => {
    const options = await connect();
    const rows = createDynamoCallbackKeys(options);
    await rows.put(APP, keys, 0);
    const { Items: [item] = [] } = await options.client.send(
      new QueryCommand({
        TableName: options.table,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": { S: `callback-keys#${APP}` } },
      }),
    );
    if (!item) expect.fail("nothing is kept");
    const { PutItemCommand } = await import("@aws-sdk/client-dynamodb");
    const put = (changes: object) =>
      options.client.send(new PutItemCommand({ TableName: options.table, Item: { ...item, ...changes } }));
    await put({ pk: { S: "callback-keys#wx_b" } });
    await expect(rows.get("wx_b")).rejects.toMatchObject({ code: "internal" });
    await put({ revision: { N: "2" } });
    await expect(rows.get(APP)).rejects.toMatchObject({ code: "internal" });
  });

  it("of another form are refused without a word of what they say", async () => {
    const options = await connect();
    const place = `app-secret#${APP}/1`;
    for (const text of ["a-recognizable-secret", JSON.stringify({ kind: "secret", appSecret: ["recognizable"] })]) {
      const sealer = { ...options.sealer, seal: () => options.sealer.seal("app-secrets", place, text) };
      const { client, table } = await connect();
      const rows = createDynamoAppCredentials({ client, table, sealer });
      await rows.put(APP, credential, 0);
      const refused: unknown = await rows.get(APP).catch((error) => error);
      expect(refused).toMatchObject({ code: "internal", message: expect.stringContaining(place) });
      expect(JSON.stringify([refused, String(refused), Object(refused).cause])).not.toContain("recognizable");
    }
  });
});
