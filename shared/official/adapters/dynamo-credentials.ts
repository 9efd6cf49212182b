import * as z from "zod";
import type { Sealer, SealPurpose } from "../../kernel/application/ports/sealer.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { type Item, keyPart, number, numberOf, text } from "../../platform/dynamodb/attributes.ts";
import { packJson, unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { createTable, NEVER_STORED, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { AppCredentialRows, CallbackKeyRows, CredentialRows } from "../application/ports/credential-rows.ts";
import { keptCredentialSchema, keptKeysSchema } from "../domain/kept-credentials.ts";

type Sealing = { readonly sealer: Sealer };

const sealedSchema = z.object({ key: z.string(), iv: z.string(), text: z.string(), tag: z.string() });

/**
 * Keys of callbacks in the table `config`. Their partitions are apart from those of the secrets, so that the role of the
 * public callback opens these alone.
 */
export function createDynamoCallbackKeys(options: TableOptions & Sealing): CallbackKeyRows {
  return createSealedRows(options, "callback-keys#", "callback-keys", keptKeysSchema);
}

/** AppSecrets, and who else gets an account's tokens, in the table `config`. */
export function createDynamoAppCredentials(options: TableOptions & Sealing): AppCredentialRows {
  return createSealedRows(options, "app-secret#", "app-secrets", keptCredentialSchema);
}

function createSealedRows<T>(
  { sealer, ...options }: TableOptions & Sealing,
  prefix: string,
  purpose: SealPurpose,
  schema: z.ZodType<T>,
): CredentialRows<T> {
  const table = createTable(options);
  const keyOf = (appId: string) => ({ pk: `${prefix}${keyPart(appId)}`, sk: "credentials" });
  /** A sealed text opens in its own row and revision only. */
  const placeOf = (appId: string, revision: number) => `${keyOf(appId).pk}/${revision}`;

  async function opened(appId: string, revision: number, item: Item): Promise<T> {
    const place = placeOf(appId, revision);
    return parsed(place, await sealer.open(purpose, place, unpackJson(item, "sealed", sealedSchema)), schema);
  }

  return {
    async get(appId) {
      const item = await table.get(keyOf(appId), { consistent: true });
      if (!item) return undefined;
      const revision = numberOf(item, "revision");
      return { revision, ...(item.sealed ? { value: await opened(appId, revision, item) } : {}) };
    },

    async put(appId, value, after) {
      const { pk, sk } = keyOf(appId);
      const revision = after + 1;
      const isSealed = value !== undefined;
      const sealed = isSealed && (await sealer.seal(purpose, placeOf(appId, revision), JSON.stringify(value)));
      const item = {
        pk: text(pk),
        sk: text(sk),
        revision: number(revision),
        ...(sealed ? { sealed: packJson(sealed, "credentials") } : {}),
      };
      const follows = { expression: "#revision = :after", values: { ":after": number(after) } };
      return (await table.put(item, after === 0 ? NEVER_STORED : follows, { signed: true })).done;
    },
  };
}

/** Never puts a part of the text into an error: neither the parser's words nor the values that a schema refused. */
function parsed<T>(place: string, json: string, schema: z.ZodType<T>): T {
  const { data, error } = schema.safeParse(jsonOf(json));
  if (data !== undefined) return data;
  const paths = error?.issues.map(({ path }) => path.join(".")).join(", ");
  throw new AppError("internal", `what is kept at '${place}' has not the form it should have: ${paths}`);
}

function jsonOf(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
