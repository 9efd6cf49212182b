import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type MerchantChange, merchantChangeSchema } from "../../../../../shared/pay/domain/merchant-change.ts";
import { API_V3_KEY, MCH_ID, privatePem, publicPem, rsaKeys } from "../../../../support/a-pay-merchant.ts";
import {
  aPayWorld,
  certificateMerchant,
  MERCHANT_SERIAL,
  publicKeyMerchant,
} from "../../../../support/a-pay-platform.ts";
import { NOON } from "../../../../support/builders.ts";
import { Crash, withEveryCrash } from "../../../../support/faults.ts";

const OTHER_KEY = "anOtherApiV3KeyOf32LettersDigits";

describe("a merchant that an operator keeps", () => {
  it("has the keys of its notifications in one row, and its private key in another", async () => {
    const world = aPayWorld();
    const { keep } = world.useCases();
    const change = { ...certificateMerchant(), ...publicKeyMerchant() };
    const merchant = await keep(MCH_ID, change);
    expect(merchant).toMatchObject({ mchId: MCH_ID, name: "商户", appIds: ["wx4f5e8d7c6b5a4938"], updatedAt: NOON });
    expect(JSON.stringify(merchant)).not.toMatch(/PRIVATE|anApiV3Key/);
    expect((await world.merchantKeys.get(MCH_ID))?.value).toEqual({
      apiV3Key: API_V3_KEY,
      publicKeys: [change.publicKey],
      certificates: [],
    });
    expect(await world.merchants.signingKeyOf(MCH_ID)).toEqual({
      serial: MERCHANT_SERIAL,
      pem: privatePem("merchant"),
    });
  });

  it("keeps what a change leaves out, with the times at which it was set", async () => {
    const world = aPayWorld();
    const { keep } = world.useCases();
    const first = await keep(MCH_ID, { ...certificateMerchant(), apiUrl: "https://api2.mch.weixin.qq.com" });
    world.clock.advance(1000);
    const second = await keep(MCH_ID, { name: "别名" });
    expect(second).toEqual({ ...first, name: "别名", updatedAt: NOON + 1000 });
    expect(await world.merchants.signingKeyOf(MCH_ID)).toMatchObject({ pem: privatePem("merchant") });
    const third = await keep(MCH_ID, { apiV3Key: OTHER_KEY, apiUrl: null });
    expect(third.apiV3Key).toEqual({
      fingerprint: expect.not.stringContaining(first.apiV3Key.fingerprint),
      setAt: NOON + 1000,
    });
    expect(third).not.toHaveProperty("apiUrl");
    expect(third.privateKey).toEqual(first.privateKey);
  });

  it("keeps a public key beside its successor, and drops the one before", async () => {
    const world = aPayWorld();
    const { keep } = world.useCases();
    await keep(MCH_ID, publicKeyMerchant());
    const ids = ["PUB_KEY_ID_0000000001", "PUB_KEY_ID_0000000002"];
    for (const id of ids) await keep(MCH_ID, { publicKey: { id, pem: publicPem(id) } });
    const { publicKeys } = await keep(MCH_ID, {});
    expect(publicKeys.map(({ id }) => id)).toEqual(ids.toReversed());
    const keys = (await world.merchantKeys.get(MCH_ID))?.value;
    expect(keys?.publicKeys.map(({ id }) => id)).toEqual(ids.toReversed());
  });

  it.each<[string, MerchantChange]>([
    ["apiV3Key", { publicKey: publicKeyMerchant().publicKey }],
    ["publicKey", { apiV3Key: API_V3_KEY }],
    ["publicKey", { ...certificateMerchant(), privateKey: null }],
  ])("is refused without '%s', and nothing is written", async (path, change) => {
    const world = aPayWorld();
    const refused: unknown = await world
      .useCases()
      .keep(MCH_ID, change)
      .catch((error) => error);
    expect(refused).toMatchObject({ code: "invalid-input", details: { issues: [{ path }] } });
    expect(await world.merchantKeys.get(MCH_ID)).toBeUndefined();
    expect(await world.merchants.get(MCH_ID)).toBeUndefined();
  });

  it("can go over from certificates to a public key alone, and back", async () => {
    const world = aPayWorld();
    const { keep } = world.useCases();
    await keep(MCH_ID, certificateMerchant());
    await keep(MCH_ID, { publicKey: publicKeyMerchant().publicKey });
    expect(await keep(MCH_ID, { privateKey: null })).not.toHaveProperty("privateKey");
    expect(await world.merchants.signingKeyOf(MCH_ID)).toBeUndefined();
    const back = await keep(MCH_ID, { publicKey: null, privateKey: certificateMerchant().privateKey });
    expect(back).toMatchObject({ publicKeys: [], privateKey: { serial: MERCHANT_SERIAL } });
  });

  it("is changed from the revision that is named, and from no other", async () => {
    const world = aPayWorld();
    const { keep, remove } = world.useCases();
    await expect(keep(MCH_ID, { ...publicKeyMerchant(), revision: 1 })).rejects.toMatchObject({ code: "conflict" });
    await keep(MCH_ID, { ...publicKeyMerchant(), revision: 0 });
    await expect(keep(MCH_ID, { name: "x", revision: 0 })).rejects.toMatchObject({ code: "conflict" });
    await keep(MCH_ID, { name: "x", revision: 1 });
    await expect(remove(MCH_ID, 1)).rejects.toMatchObject({ code: "conflict" });
    await remove(MCH_ID, 2);
    await expect(remove(MCH_ID)).rejects.toMatchObject({ code: "not-found" });
    expect(await keep(MCH_ID, { ...publicKeyMerchant(), revision: 0 })).toMatchObject({ name: "" });
  });

  it("is whole after the same change again, wherever the process died", async () => {
    const calls = await withEveryCrash(async (crash, where) => {
      const world = aPayWorld();
      await world.useCases().keep(MCH_ID, publicKeyMerchant());
      const change = { ...certificateMerchant(), apiV3Key: OTHER_KEY };
      await world.useCases(crash).keep(MCH_ID, change).catch(orCrash);
      const merchant = await world.useCases().keep(MCH_ID, change);
      expect(merchant, where).toMatchObject({ publicKeys: [{}], privateKey: { serial: MERCHANT_SERIAL } });
      expect((await world.merchantKeys.get(MCH_ID))?.value, where).toMatchObject({ apiV3Key: OTHER_KEY });
      expect(await world.merchants.signingKeyOf(MCH_ID), where).toMatchObject({ serial: MERCHANT_SERIAL });
    });
    expect(calls).toBe(4);
  });

  it("is gone after another removal, wherever the process died, and its keys go first", async () => {
    const calls = await withEveryCrash(async (crash, where) => {
      const world = aPayWorld();
      await world.useCases().keep(MCH_ID, certificateMerchant());
      await world.useCases(crash).remove(MCH_ID).catch(orCrash);
      const left = await world.merchants.get(MCH_ID);
      if (!left?.merchant) expect((await world.merchantKeys.get(MCH_ID))?.value, where).toBeUndefined();
      else await world.useCases().remove(MCH_ID);
      expect(await world.merchants.list(), where).toEqual([]);
      expect(await world.merchants.signingKeyOf(MCH_ID), where).toBeUndefined();
      expect((await world.merchantKeys.get(MCH_ID))?.value, where).toBeUndefined();
    });
    expect(calls).toBe(4);
  });
});

describe("what an operator gives of a merchant", () => {
  const pems = (modulusLength: number) => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength });
    return {
      publicKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
      privateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    };
  };
  const elliptic = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const locked = rsaKeys("merchant").privateKey.export({
    type: "pkcs8",
    format: "pem",
    cipher: "aes-256-cbc",
    passphrase: "p",
  });
  const id = "PUB_KEY_ID_0119000001092024101500289700000001";

  it.each<[string, object]>([
    ["apiV3Key", { apiV3Key: "short" }],
    ["apiV3Key", { apiV3Key: `${API_V3_KEY}1` }],
    ["apiV3Key", { apiV3Key: "密".repeat(32) }],
    ["publicKey.id", { publicKey: { id: MERCHANT_SERIAL, pem: publicPem("merchant") } }],
    ["publicKey.pem", { publicKey: { id, pem: "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----" } }],
    ["publicKey.pem", { publicKey: { id, pem: privatePem("merchant") } }],
    ["publicKey.pem", { publicKey: { id, pem: pems(1024).publicKey } }],
    ["publicKey.pem", { publicKey: { id, pem: elliptic.publicKey.export({ type: "spki", format: "pem" }) } }],
    ["privateKey.pem", { privateKey: { serial: MERCHANT_SERIAL, pem: publicPem("merchant") } }],
    ["privateKey.pem", { privateKey: { serial: MERCHANT_SERIAL, pem: pems(1024).privateKey } }],
    ["privateKey.pem", { privateKey: { serial: MERCHANT_SERIAL, pem: locked } }],
    ["privateKey.pem", { privateKey: { serial: MERCHANT_SERIAL, pem: "" } }],
    ["privateKey.serial", { privateKey: { serial: id, pem: privatePem("merchant") } }],
    ["privateKey.serial", { privateKey: { pem: privatePem("merchant") } }],
    ["appIds.0", { appIds: ["gh_1"] }],
    ["apiUrl", { apiUrl: "https://api.mch.weixin.qq.com/v3" }],
    ["apiUrl", { apiUrl: "file:///etc/passwd" }],
    ["", { secret: "x" }],
  ])("is refused at '%s' for %j", (path, change) => {
    const { error } = merchantChangeSchema.safeParse(change);
    expect(error?.issues.map((issue) => issue.path.join("."))).toContain(path);
    expect(JSON.stringify(error?.issues)).not.toContain("MII");
  });

  it("may be a private key in PKCS#1, and lines that end as on Windows", async () => {
    const world = aPayWorld();
    const pkcs1 = rsaKeys("merchant").privateKey.export({ type: "pkcs1", format: "pem" }).toString();
    const pem = pkcs1.replaceAll("\n", "\r\n");
    const change = merchantChangeSchema.parse({
      apiV3Key: API_V3_KEY,
      privateKey: { serial: `00${MERCHANT_SERIAL}`.slice(0, 40), pem },
    });
    await world.useCases().keep(MCH_ID, change);
    expect(await world.merchants.signingKeyOf(MCH_ID)).toMatchObject({ pem: privatePem("merchant") });
  });
});

function orCrash(error: unknown): void {
  if (!(error instanceof Crash)) throw error;
}
