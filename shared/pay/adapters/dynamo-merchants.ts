import type { Sealer } from "../../kernel/application/ports/sealer.ts";
import { INDEXES } from "../../names.ts";
import { assign } from "../../platform/dynamodb/assignment.ts";
import { type Item, keyPart, malformed, number, numberOf, text } from "../../platform/dynamodb/attributes.ts";
import type { Condition } from "../../platform/dynamodb/expressions.ts";
import { itemsOfKind } from "../../platform/dynamodb/of-kind.ts";
import { packJson, unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { createSealedRows } from "../../platform/dynamodb/sealed-rows.ts";
import { packSealed, unpackSealed } from "../../platform/dynamodb/sealed-text.ts";
import { createTable, NEVER_STORED, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { MerchantKeyRows, Merchants, StoredMerchant } from "../application/ports/merchant-store.ts";
import { certificatesStateSchema, merchantSchema } from "../domain/merchant.ts";
import { merchantKeysSchema } from "../domain/merchant-keys.ts";

type Sealing = { readonly sealer: Sealer };

/** The kind under which the index `byKind` lists them. */
const MERCHANT = "merchant";
const { partition: KIND } = INDEXES.configByKind;

const keyOf = (mchId: string) => ({ pk: `merchant#${keyPart(mchId)}`, sk: MERCHANT });
/** A private key opens in its own row and revision only. */
const placeOf = (mchId: string, revision: number) => `${keyOf(mchId).pk}/private-key/${revision}`;

const IS_THERE: Condition = { expression: "attribute_exists(#merchant)" };

/** What notifications are opened with, in the table `config`: rows `merchant-keys#<mchId>`. */
export function createDynamoMerchantKeys(options: TableOptions & Sealing): MerchantKeyRows {
  return createSealedRows(options, {
    prefix: "merchant-keys#",
    sort: "keys",
    purpose: "merchant-keys",
    schema: merchantKeysSchema,
  });
}

/** Merchants in the table `config`: one item each, `merchant#<mchId>`, in which the private key is sealed. */
export function createDynamoMerchants({ sealer, ...options }: TableOptions & Sealing): Merchants {
  const table = createTable(options);

  async function change(mchId: string, expression: string, values: Item, condition: Condition): Promise<boolean> {
    return (await table.update(keyOf(mchId), expression, values, { condition, signed: true })).done;
  }

  return {
    async get(mchId) {
      const item = await table.get(keyOf(mchId), { consistent: true });
      if (!item) return undefined;
      return { revision: numberOf(item, "revision"), ...(item.merchant ? { merchant: merchantOf(item) } : {}) };
    },

    list: async () => (await itemsOfKind(table, MERCHANT)).map(merchantOf),

    async signingKeyOf(mchId) {
      const item = await table.get(keyOf(mchId), { consistent: true });
      if (!item?.privateKey) return undefined;
      const serial = merchantOf(item).privateKey?.serial;
      if (serial === undefined) throw malformed(item, MERCHANT);
      const place = placeOf(mchId, numberOf(item, "revision"));
      return { serial, pem: await sealer.open("merchant-secrets", place, unpackSealed(item, "privateKey")) };
    },

    async put(merchant, privateKey, after) {
      const { mchId } = merchant;
      const place = placeOf(mchId, after + 1);
      const sealed =
        privateKey === undefined
          ? {}
          : { privateKey: packSealed(await sealer.seal("merchant-secrets", place, privateKey)) };
      const { expression, placeholders } = assign({
        [KIND]: text(MERCHANT),
        merchant: packJson(merchant, "a merchant"),
        revision: number(after + 1),
        ...sealed,
      });
      const update = `SET ${expression}${privateKey === undefined ? " REMOVE #privateKey" : ""}`;
      return change(mchId, update, placeholders, after === 0 ? NEVER_STORED : isRevision(after));
    },

    async remove(mchId, after) {
      const { expression, placeholders } = assign({ revision: number(after + 1) });
      const update = `SET ${expression} REMOVE #${KIND}, #merchant, #privateKey, #certificates`;
      return change(mchId, update, placeholders, isRevision(after));
    },

    async noteCertificates(mchId, state) {
      const { expression, placeholders } = assign({ certificates: packJson(state, "certificates") });
      return change(mchId, `SET ${expression}`, placeholders, IS_THERE);
    },
  };
}

function isRevision(revision: number): Condition {
  return { expression: "#revision = :after", values: { ":after": number(revision) } };
}

function merchantOf(item: Item): StoredMerchant {
  const merchant = unpackJson(item, "merchant", merchantSchema);
  if (!item.certificates) return merchant;
  return { ...merchant, certificates: unpackJson(item, "certificates", certificatesStateSchema) };
}
