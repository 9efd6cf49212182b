import { randomBytes } from "node:crypto";
import * as z from "zod";
import type { KeyModel } from "../../template/model.ts";
import { LOCAL_IDENTITY } from "../identity.ts";
import { parseInput } from "../parse-input.ts";
import { AwsError } from "../service.ts";
import { keyIdIn, openBlob, sealBlob } from "./blob.ts";
import type { KeysFile, MasterKey } from "./file.ts";
import { aliasArn, keyArn, keyIdOf } from "./key-names.ts";

/** Bytes as base64; `most` and the least, 1, are of their number. */
const bytes = (most: number) =>
  z.base64().transform((text, { addIssue }) => {
    const value = Buffer.from(text, "base64");
    if (value.length < 1 || value.length > most) addIssue(`has ${value.length} bytes, and may have 1 to ${most}`);
    return value;
  });
const EncryptionContext = z.record(z.string(), z.string()).default({});
const KeyId = z.string().min(1).max(2048);
const SYMMETRIC = "SYMMETRIC_DEFAULT";
const EncryptionAlgorithm = z.literal(SYMMETRIC).default(SYMMETRIC);

const KEY_SPECS = { AES_128: 16, AES_256: 32 } as const;
const dataKeyInput = z
  .object({
    KeyId,
    EncryptionContext,
    KeySpec: z.enum(["AES_128", "AES_256"]).optional(),
    NumberOfBytes: z.int().min(1).max(1024).optional(),
  })
  .refine(({ KeySpec, NumberOfBytes }) => (KeySpec === undefined) !== (NumberOfBytes === undefined), {
    message: "Please specify either number of bytes or key spec.",
  });
const encryptInput = z.object({ KeyId, EncryptionContext, EncryptionAlgorithm, Plaintext: bytes(4096) });
const decryptInput = z.object({
  KeyId: KeyId.optional(),
  EncryptionContext,
  EncryptionAlgorithm,
  CiphertextBlob: bytes(6144),
});
const byKey = z.object({ KeyId });
const byKeyOrNone = z.object({ KeyId: KeyId.optional() });

export type KmsAction = (input: Record<string, unknown>) => object;
type Found = { readonly id: string; readonly key: MasterKey; readonly material: Buffer };

/**
 * The actions of KMS over a file of keys. `keys`: the template's, with their aliases. Source of the errors: AWS KMS API
 * reference.
 */
export function kmsActions(file: KeysFile, keys: readonly KeyModel[]): Readonly<Record<string, KmsAction>> {
  function find(name: string): Found {
    const id = keyIdOf(name, keys);
    if (id === undefined) throw new AwsError("NotFoundException", `Alias ${aliasArn(aliasIn(name))} is not found.`);
    const stored = file.read();
    const key = Object.hasOwn(stored, id) ? stored[id] : undefined;
    if (!key) throw new AwsError("NotFoundException", `Key '${keyArn(id)}' does not exist`);
    return { id, key, material: Buffer.from(key.material, "base64") };
  }

  function makeDataKey(input: unknown) {
    const { KeyId, EncryptionContext, KeySpec, NumberOfBytes } = parseInput(dataKeyInput, input);
    const { id, material } = find(KeyId);
    const plaintext = randomBytes(KeySpec === undefined ? (NumberOfBytes ?? 0) : KEY_SPECS[KeySpec]);
    const blob = sealBlob(id, material, EncryptionContext, plaintext);
    return { plaintext, answer: { KeyId: keyArn(id), CiphertextBlob: blob.toString("base64") } };
  }

  return {
    GenerateDataKey(input) {
      const { plaintext, answer } = makeDataKey(input);
      return { ...answer, Plaintext: plaintext.toString("base64") };
    },
    GenerateDataKeyWithoutPlaintext: (input) => makeDataKey(input).answer,
    Encrypt(input) {
      const { KeyId, EncryptionContext, EncryptionAlgorithm, Plaintext } = parseInput(encryptInput, input);
      const { id, material } = find(KeyId);
      const CiphertextBlob = sealBlob(id, material, EncryptionContext, Plaintext).toString("base64");
      return { KeyId: keyArn(id), CiphertextBlob, EncryptionAlgorithm };
    },
    Decrypt(input) {
      const { KeyId, EncryptionContext, EncryptionAlgorithm, CiphertextBlob } = parseInput(decryptInput, input);
      const named = KeyId === undefined ? undefined : find(KeyId);
      const id = keyIdIn(CiphertextBlob);
      const stored = id === undefined ? undefined : file.read()[id];
      if (id === undefined || !stored) throw invalidCiphertext();
      if (named && named.id !== id) {
        const message = "The key ID in the request does not identify a CMK that can perform this operation.";
        throw new AwsError("IncorrectKeyException", message);
      }
      const opened = openBlob(id, Buffer.from(stored.material, "base64"), EncryptionContext, CiphertextBlob);
      if (!opened) throw invalidCiphertext();
      return { KeyId: keyArn(id), Plaintext: opened.toString("base64"), EncryptionAlgorithm };
    },
    DescribeKey(input) {
      const { id, key } = find(parseInput(byKey, input).KeyId);
      return { KeyMetadata: describe(id, key) };
    },
    ListKeys() {
      const Keys = Object.keys(file.read()).map((id) => ({ KeyId: id, KeyArn: keyArn(id) }));
      return { Keys, Truncated: false };
    },
    ListAliases(input) {
      const { KeyId } = parseInput(byKeyOrNone, input);
      return listAliases(KeyId === undefined ? keys : keys.filter(({ id }) => id === find(KeyId).id));
    },
  };
}

function listAliases(keys: readonly KeyModel[]) {
  const Aliases = keys.flatMap(({ id, aliases }) =>
    aliases.map((alias) => ({ AliasName: alias, AliasArn: aliasArn(alias), TargetKeyId: id })),
  );
  return { Aliases, Truncated: false };
}

/** AWS says no more than the name. */
const invalidCiphertext = () => new AwsError("InvalidCiphertextException", "");
const aliasIn = (name: string): string => name.replace(/^arn:.*?(?=alias\/)/, "");

function describe(id: string, { description, createdAt }: MasterKey) {
  return {
    AWSAccountId: LOCAL_IDENTITY.accountId,
    KeyId: id,
    Arn: keyArn(id),
    CreationDate: createdAt,
    Enabled: true,
    Description: description,
    KeyUsage: "ENCRYPT_DECRYPT",
    KeyState: "Enabled",
    Origin: "AWS_KMS",
    KeyManager: "CUSTOMER",
    CustomerMasterKeySpec: SYMMETRIC,
    KeySpec: SYMMETRIC,
    EncryptionAlgorithms: [SYMMETRIC],
    MultiRegion: false,
  };
}
