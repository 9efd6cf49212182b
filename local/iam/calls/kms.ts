import { keyIdIn } from "../../aws/kms/blob.ts";
import { keyArn, keyIdOf } from "../../aws/kms/key-names.ts";
import type { KeyModel } from "../../template/model.ts";
import type { AccessRequest } from "../policy.ts";

const CONTEXT = "kms:EncryptionContext:";

/**
 * The permissions that a call to KMS needs. A key is judged by its ARN, however the call names it; `Decrypt` need not
 * name it, since the blob does. Source: "Condition keys for AWS KMS" in the AWS KMS developer guide.
 */
export function createKmsRequests(
  keys: readonly KeyModel[],
): (action: string, input: Readonly<Record<string, unknown>>) => readonly AccessRequest[] {
  return (action, { KeyId, CiphertextBlob, EncryptionContext }) => {
    const id =
      typeof KeyId === "string" ? keyIdOf(KeyId, keys) : keyIdIn(Buffer.from(String(CiphertextBlob), "base64"));
    const given: Readonly<Record<string, unknown>> = Object(EncryptionContext);
    return [
      {
        action: `kms:${action}`,
        resource: id === undefined ? "*" : keyArn(id),
        context(key) {
          if (key === "kms:EncryptionContextKeys") return Object.keys(given);
          const value = key.startsWith(CONTEXT) ? given[key.slice(CONTEXT.length)] : undefined;
          return typeof value === "string" ? [value] : undefined;
        },
      },
    ];
  };
}
