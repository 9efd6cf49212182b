import { statSync } from "node:fs";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { createKmsService } from "../../../../local/aws/kms/service.ts";
import { createLocalClock } from "../../../../local/clock.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const ID = "11111111-2222-3333-4444-555555555555";
const OTHER = "99999999-2222-3333-4444-555555555555";
const ARN = `arn:aws:kms:us-east-1:000000000000:key/${ID}`;
const ALIAS = "alias/fleet-seal";
const KEYS = [
  { id: ID, description: "seals", aliases: [ALIAS] },
  { id: OTHER, description: "", aliases: [] },
];
const base64 = (text: string) => Buffer.from(text).toString("base64");

function aService(path = `${temporaryFolder()}/nested/keys.json`, keys = KEYS) {
  const service = createKmsService({ path, clock: createLocalClock(), keys });
  const call = async (action: string, input: Record<string, unknown> = {}): Promise<Record<string, string>> =>
    Object(await service.handle(action, input, new AbortController().signal));
  return { path, call };
}

it("decrypts what it encrypted, by any name of the key and without one", async () => {
  const { call } = aService();
  for (const KeyId of [ID, ARN, ALIAS, `arn:aws:kms:us-east-1:000000000000:${ALIAS}`]) {
    const { CiphertextBlob, ...rest } = await call("Encrypt", { KeyId, Plaintext: base64("机密") });
    expect(rest).toEqual({ KeyId: ARN, EncryptionAlgorithm: "SYMMETRIC_DEFAULT" });
    for (const named of [{}, { KeyId }]) {
      expect(await call("Decrypt", { ...named, CiphertextBlob })).toMatchObject({
        KeyId: ARN,
        Plaintext: base64("机密"),
      });
    }
  }
});

it("makes data keys of the wanted length, whose blobs it opens", async () => {
  const { call } = aService();
  for (const [wanted, bytes] of [
    [{ KeySpec: "AES_256" }, 32],
    [{ KeySpec: "AES_128" }, 16],
    [{ NumberOfBytes: 64 }, 64],
  ] as const) {
    const { Plaintext = "", CiphertextBlob } = await call("GenerateDataKey", { KeyId: ID, ...wanted });
    expect(Buffer.from(Plaintext, "base64")).toHaveLength(bytes);
    expect(await call("Decrypt", { CiphertextBlob })).toMatchObject({ Plaintext });
  }
  const hidden = await call("GenerateDataKeyWithoutPlaintext", { KeyId: ID, KeySpec: "AES_256" });
  expect(Object.keys(hidden).sort()).toEqual(["CiphertextBlob", "KeyId"]);
});

it("opens a blob with the context of its making only, in any order of the pairs", async () => {
  const { call } = aService();
  const { CiphertextBlob } = await call("Encrypt", {
    KeyId: ID,
    Plaintext: base64("x"),
    EncryptionContext: { purpose: "callback-keys", stage: "dev" },
  });
  const open = (EncryptionContext: object) => call("Decrypt", { CiphertextBlob, EncryptionContext });
  await expect(open({ stage: "dev", purpose: "callback-keys" })).resolves.toMatchObject({ Plaintext: base64("x") });
  for (const context of [{}, { purpose: "callback-keys" }, { purpose: "app-secrets", stage: "dev" }]) {
    await expect(open(context)).rejects.toMatchObject({ code: "InvalidCiphertextException", status: 400 });
  }
});

it("opens no blob of which a bit was changed", async () => {
  const { call } = aService();
  const { CiphertextBlob = "" } = await call("Encrypt", { KeyId: ID, Plaintext: base64("some text") });
  const bytes = Buffer.from(CiphertextBlob, "base64");
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length * 8 - 1), async (bit) => {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await expect(call("Decrypt", { CiphertextBlob: changed.toString("base64") })).rejects.toMatchObject({
        code: "InvalidCiphertextException",
      });
    }),
  );
});

it("refuses as KMS does", async () => {
  const { call } = aService();
  const { CiphertextBlob } = await call("Encrypt", { KeyId: ID, Plaintext: base64("x") });
  const refused = async (action: string, input: Record<string, unknown>, code: string, message?: string) =>
    expect(call(action, input)).rejects.toMatchObject({ code, ...(message === undefined ? {} : { message }) });
  await refused("Decrypt", { KeyId: OTHER, CiphertextBlob }, "IncorrectKeyException");
  await refused("Decrypt", { CiphertextBlob: base64("no blob") }, "InvalidCiphertextException");
  await refused("DescribeKey", { KeyId: "1" }, "NotFoundException", `Key '${ARN.replace(ID, "1")}' does not exist`);
  const alias = `arn:aws:kms:us-east-1:000000000000:alias/none`;
  await refused(
    "Encrypt",
    { KeyId: "alias/none", Plaintext: base64("x") },
    "NotFoundException",
    `Alias ${alias} is not found.`,
  );
  await refused("Encrypt", { KeyId: ID, Plaintext: base64("x".repeat(4097)) }, "ValidationException");
  await refused("Encrypt", { KeyId: ID, Plaintext: "" }, "ValidationException");
  await refused("GenerateDataKey", { KeyId: ID }, "ValidationException");
  await refused("GenerateDataKey", { KeyId: ID, KeySpec: "AES_256", NumberOfBytes: 32 }, "ValidationException");
  await refused(
    "GenerateDataKey",
    { KeyId: ID, KeySpec: "AES_256", EncryptionContext: { a: 1 } },
    "ValidationException",
  );
  await refused("Sign", {}, "UnknownOperationException");
  await refused("toString", {}, "UnknownOperationException");
});

it("lists keys and aliases, and describes a key", async () => {
  const { call } = aService();
  expect(await call("ListKeys")).toMatchObject({ Keys: [{ KeyId: ID, KeyArn: ARN }, { KeyId: OTHER }] });
  const Aliases = [{ AliasName: ALIAS, AliasArn: `arn:aws:kms:us-east-1:000000000000:${ALIAS}`, TargetKeyId: ID }];
  expect(await call("ListAliases")).toEqual({ Aliases, Truncated: false });
  expect(await call("ListAliases", { KeyId: OTHER })).toEqual({ Aliases: [], Truncated: false });
  expect(await call("DescribeKey", { KeyId: ALIAS })).toMatchObject({
    KeyMetadata: { KeyId: ID, Arn: ARN, Description: "seals", KeyState: "Enabled", KeyUsage: "ENCRYPT_DECRYPT" },
  });
});

it("keeps its keys over restarts, in a file for its owner only", async () => {
  const { path, call } = aService();
  const { CiphertextBlob } = await call("Encrypt", { KeyId: ID, Plaintext: base64("x") });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const again = aService(path, KEYS.slice(0, 1));
  expect(await again.call("Decrypt", { CiphertextBlob })).toMatchObject({ Plaintext: base64("x") });
});
