import { createSecretKey, type KeyObject } from "node:crypto";
import type { SealPurpose } from "../../kernel/application/ports/sealer.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import type { CallerConfig } from "../aws/caller.ts";
import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from "../aws/clients/kms.ts";

/** A key that encrypts texts. Node.js shows no bytes of a `KeyObject`, so that no log can hold them. */
export type DataKey = {
  readonly key: KeyObject;
  /** The key as KMS encrypted it, base64. */
  readonly blob: string;
};

/** Where data keys come from. What was made for one purpose does not open for another. */
export type DataKeys = {
  /** @throws AppError `unavailable` */
  make(purpose: SealPurpose): Promise<DataKey>;
  /** @throws AppError `unavailable`, or `internal` for a blob that was not made for this purpose */
  open(purpose: SealPurpose, blob: string): Promise<KeyObject>;
};

/** What KMS answers to a blob that it did not make under this key and context. Source: KMS API reference, "Decrypt". */
const OF_BLOB: ReadonlySet<string> = new Set([
  "InvalidCiphertextException",
  "IncorrectKeyException",
  "ValidationException",
]);

/** Data keys of a customer's key in KMS; the purpose is the encryption context, which policies can name. */
export function createKmsDataKeys(config: CallerConfig, KeyId: string): DataKeys {
  const kms = new KMSClient(config);

  async function call(action: string, command: InstanceType<typeof DecryptCommand>): Promise<Record<string, unknown>> {
    try {
      return Object(await kms.send(command));
    } catch (error) {
      throw translate(error, action, KeyId);
    }
  }

  return {
    async make(purpose) {
      const input = { KeyId, KeySpec: "AES_256", EncryptionContext: { purpose } };
      const { Plaintext, CiphertextBlob } = await call("GenerateDataKey", new GenerateDataKeyCommand(input));
      if (typeof CiphertextBlob !== "string") throw new AppError("internal", "KMS gave a data key without its blob");
      return { key: keyOf(Plaintext), blob: CiphertextBlob };
    },
    async open(purpose, blob) {
      const input = { KeyId, CiphertextBlob: blob, EncryptionContext: { purpose } };
      const { Plaintext } = await call("Decrypt", new DecryptCommand(input));
      return keyOf(Plaintext);
    },
  };
}

function keyOf(base64: unknown): KeyObject {
  const bytes = Buffer.from(typeof base64 === "string" ? base64 : "", "base64");
  if (bytes.length !== 32) throw new AppError("internal", "KMS gave a data key that has not 32 bytes");
  return createSecretKey(bytes);
}

/**
 * A key that is disabled, denied or gone opens again when an operator has mended that: what waits for it waits on. Only
 * what is wrong with the blob itself stays wrong.
 */
function translate(error: unknown, action: string, keyArn: string): AppError {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const isWrong = error instanceof Error && OF_BLOB.has(error.name);
  const details = { action, keyArn };
  if (isWrong) {
    const message = `KMS opens no such data key for this purpose (${reason})`;
    return new AppError("internal", message, { cause: error, details });
  }
  const message = `KMS is not available (${action}: ${reason})`;
  return new AppError("unavailable", message, { retryable: true, cause: error, details });
}
