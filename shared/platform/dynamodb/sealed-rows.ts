import type * as z from "zod";
import type { Sealer, SealPurpose } from "../../kernel/application/ports/sealer.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { type Item, keyPart, number, numberOf, text } from "./attributes.ts";
import { packJson, unpackJson } from "./packed-json.ts";
import { sealedSchema } from "./sealed-text.ts";
import { createTable, NEVER_STORED, type TableOptions } from "./table.ts";

/**
 * Rows of one kind, each sealed as a whole, by their owner. The partition keys begin with `prefix`, so that a role may
 * open these rows and no others. A removed value leaves its revision behind.
 */
export function createSealedRows<T>(
  { sealer, ...options }: TableOptions & { readonly sealer: Sealer },
  { prefix, sort, purpose, schema }: SealedRowsKind<T>,
) {
  const table = createTable(options);
  const keyOf = (owner: string) => ({ pk: `${prefix}${keyPart(owner)}`, sk: sort });
  /** A sealed text opens in its own row and revision only. */
  const placeOf = (owner: string, revision: number) => `${keyOf(owner).pk}/${revision}`;

  async function opened(owner: string, revision: number, item: Item): Promise<T> {
    const place = placeOf(owner, revision);
    return parsed(place, await sealer.open(purpose, place, unpackJson(item, "sealed", sealedSchema)), schema);
  }

  return {
    async get(owner: string): Promise<{ readonly revision: number; readonly value?: T } | undefined> {
      const item = await table.get(keyOf(owner), { consistent: true });
      if (!item) return undefined;
      const revision = numberOf(item, "revision");
      return { revision, ...(item.sealed ? { value: await opened(owner, revision, item) } : {}) };
    },

    async put(owner: string, value: T | undefined, after: number): Promise<boolean> {
      const { pk, sk } = keyOf(owner);
      const revision = after + 1;
      const isSealed = value !== undefined;
      const sealed = isSealed && (await sealer.seal(purpose, placeOf(owner, revision), JSON.stringify(value)));
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

export type SealedRowsKind<T> = {
  readonly prefix: string;
  /** The sort key. */
  readonly sort: string;
  readonly purpose: SealPurpose;
  readonly schema: z.ZodType<T>;
};

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
