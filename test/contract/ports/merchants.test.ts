import { PutItemCommand, QueryCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { expect, it } from "vitest";
import { createDynamoMerchantKeys, createDynamoMerchants } from "../../../shared/pay/adapters/dynamo-merchants.ts";
import type { CertificatesState, Merchant } from "../../../shared/pay/domain/merchant.ts";
import type { MerchantKeys } from "../../../shared/pay/domain/merchant-keys.ts";
import { createMemorySealer } from "../../../shared/platform/memory/sealer.ts";
import { NOON } from "../../support/builders.ts";
import { onEveryDynamo, onEveryStorage } from "./every-storage.ts";

const MCH = "1900000109";
const SERIAL = "3775B6A45ACD588826D15E583A95F5DD00000000";
const PEM = "-----BEGIN PRIVATE KEY-----\na recognizable key\n-----END PRIVATE KEY-----\n";

const merchant: Merchant = {
  mchId: MCH,
  name: "商户",
  appIds: ["wx_a"],
  apiV3Key: { fingerprint: "0011223344556677", setAt: NOON },
  publicKeys: [{ id: "PUB_KEY_ID_0100", setAt: NOON }],
  privateKey: { serial: SERIAL, fingerprint: "8899aabbccddeeff", setAt: NOON },
  updatedAt: NOON,
};
const keys: MerchantKeys = {
  apiV3Key: "aRecognizableApiV3KeyOf32Letters",
  publicKeys: [{ id: "PUB_KEY_ID_0100", pem: "a recognizable public key" }],
  certificates: [{ serial: "5157F0", publicKey: "PEM", notBefore: NOON, notAfter: NOON + 1 }],
};
const state: CertificatesState = {
  triedAt: NOON,
  fetchedAt: NOON,
  certificates: [{ serial: "5157F0", notBefore: NOON, notAfter: NOON + 1 }],
};

onEveryStorage("merchants", (fresh) => {
  it("are read as they were kept, with the private key apart", async () => {
    const { merchants } = await fresh();
    expect(await merchants.get(MCH)).toBeUndefined();
    expect(await merchants.signingKeyOf(MCH)).toBeUndefined();
    expect(await merchants.put(merchant, PEM, 0)).toBe(true);
    expect(await merchants.get(MCH)).toEqual({ revision: 1, merchant });
    expect(await merchants.signingKeyOf(MCH)).toEqual({ serial: SERIAL, pem: PEM });
    expect(await merchants.list()).toEqual([merchant]);
    expect(await merchants.get("1900000110")).toBeUndefined();
  });

  it("lose their private key where they are kept without it", async () => {
    const { merchants } = await fresh();
    const { privateKey, ...without } = merchant;
    await merchants.put(merchant, PEM, 0);
    expect(privateKey).toBeDefined();
    expect(await merchants.put(without, undefined, 1)).toBe(true);
    expect(await merchants.signingKeyOf(MCH)).toBeUndefined();
    expect(await merchants.get(MCH)).toEqual({ revision: 2, merchant: without });
  });

  it("are changed from the revision that is kept, and from no other", async () => {
    const { merchants } = await fresh();
    expect(await merchants.put(merchant, PEM, 1)).toBe(false);
    await merchants.put(merchant, PEM, 0);
    expect(await merchants.put({ ...merchant, name: "late" }, PEM, 0)).toBe(false);
    expect(await merchants.remove(MCH, 7)).toBe(false);
    const changes = Array.from({ length: 10 }, (_, index) => merchants.put({ ...merchant, name: `${index}` }, PEM, 1));
    expect((await Promise.all(changes)).filter((done) => done)).toHaveLength(1);
    expect(await merchants.get(MCH)).toMatchObject({ revision: 2 });
  });

  it("keep what is known of their certificates over changes, and it changes no revision", async () => {
    const { merchants } = await fresh();
    expect(await merchants.noteCertificates(MCH, state)).toBe(false);
    expect(await merchants.get(MCH)).toBeUndefined();
    await merchants.put(merchant, PEM, 0);
    expect(await merchants.noteCertificates(MCH, state)).toBe(true);
    expect(await merchants.get(MCH)).toEqual({ revision: 1, merchant: { ...merchant, certificates: state } });
    expect(await merchants.put({ ...merchant, name: "new" }, PEM, 1)).toBe(true);
    expect(await merchants.list()).toEqual([{ ...merchant, name: "new", certificates: state }]);
    expect(await merchants.signingKeyOf(MCH)).toEqual({ serial: SERIAL, pem: PEM });
  });

  it("leave their revision and nothing else behind when they are removed", async () => {
    const { merchants } = await fresh();
    await merchants.put(merchant, PEM, 0);
    await merchants.noteCertificates(MCH, state);
    expect(await merchants.remove(MCH, 1)).toBe(true);
    expect(await merchants.get(MCH)).toEqual({ revision: 2 });
    expect(await merchants.list()).toEqual([]);
    expect(await merchants.signingKeyOf(MCH)).toBeUndefined();
    expect(await merchants.noteCertificates(MCH, state)).toBe(false);
    expect(await merchants.put(merchant, PEM, 1)).toBe(false);
    expect(await merchants.put(merchant, PEM, 2)).toBe(true);
    expect(await merchants.get(MCH)).toEqual({ revision: 3, merchant });
  });
});

onEveryStorage("keys of merchants", (fresh) => {
  it("are read as they were kept, changed from their revision, and removed", async () => {
    const { merchantKeys } = await fresh();
    expect(await merchantKeys.get(MCH)).toBeUndefined();
    expect(await merchantKeys.put(MCH, keys, 0)).toBe(true);
    expect(await merchantKeys.get(MCH)).toEqual({ revision: 1, value: keys });
    expect(await merchantKeys.put(MCH, { ...keys, certificates: [] }, 0)).toBe(false);
    expect(await merchantKeys.put(MCH, undefined, 1)).toBe(true);
    expect(await merchantKeys.get(MCH)).toEqual({ revision: 2 });
  });
});

onEveryDynamo("sealed merchants", (backend) => {
  const connect = async () => {
    const { client, freshTables } = backend();
    const { config } = await freshTables();
    return { client, table: config, sealer: createMemorySealer() };
  };

  it("show no key of themselves in the table, and lie in partitions of their own", async () => {
    const options = await connect();
    await createDynamoMerchants(options).put(merchant, PEM, 0);
    await createDynamoMerchantKeys(options).put(MCH, keys, 0);
    const { Items = [] } = await options.client.send(new ScanCommand({ TableName: options.table }));
    expect(Items.map(({ pk }) => pk?.S).sort()).toEqual([`merchant#${MCH}`, `merchant-keys#${MCH}`]);
    expect(JSON.stringify(Items)).not.toMatch(/recognizable/i);
  });

  it("open neither in another merchant's row nor in another revision", async () => {
    const options = await connect();
    const merchants = createDynamoMerchants(options);
    await merchants.put(merchant, PEM, 0);
    const { Items: [item] = [] } = await options.client.send(
      new QueryCommand({
        TableName: options.table,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": { S: `merchant#${MCH}` } },
      }),
    );
    if (!item) expect.fail("nothing is kept");
    const put = (changes: object) =>
      options.client.send(new PutItemCommand({ TableName: options.table, Item: { ...item, ...changes } }));
    await put({ pk: { S: "merchant#1900000110" } });
    await expect(merchants.signingKeyOf("1900000110")).rejects.toMatchObject({ code: "internal" });
    await put({ revision: { N: "2" } });
    await expect(merchants.signingKeyOf(MCH)).rejects.toMatchObject({ code: "internal" });
  });
});
