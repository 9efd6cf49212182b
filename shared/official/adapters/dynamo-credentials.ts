import type { Sealer } from "../../kernel/application/ports/sealer.ts";
import { createSealedRows } from "../../platform/dynamodb/sealed-rows.ts";
import type { TableOptions } from "../../platform/dynamodb/table.ts";
import type { AppCredentialRows, CallbackKeyRows } from "../application/ports/credential-rows.ts";
import { keptCredentialSchema, keptKeysSchema } from "../domain/kept-credentials.ts";

type Sealing = { readonly sealer: Sealer };

const sort = "credentials";

/**
 * Keys of callbacks in the table `config`. Their partitions are apart from those of the secrets, so that the role of the
 * public callback opens these alone.
 */
export function createDynamoCallbackKeys(options: TableOptions & Sealing): CallbackKeyRows {
  return createSealedRows(options, {
    prefix: "callback-keys#",
    sort,
    purpose: "callback-keys",
    schema: keptKeysSchema,
  });
}

/** AppSecrets, and who else gets an account's tokens, in the table `config`. */
export function createDynamoAppCredentials(options: TableOptions & Sealing): AppCredentialRows {
  return createSealedRows(options, {
    prefix: "app-secret#",
    sort,
    purpose: "app-secrets",
    schema: keptCredentialSchema,
  });
}
