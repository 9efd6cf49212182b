import * as z from "zod";
import { number } from "../../platform/dynamodb/attributes.ts";
import { packJson, unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { createTable, NEVER_STORED, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { Allowances } from "../application/ports/allowances.ts";
import { FULL_ALLOWANCE } from "../domain/allowance.ts";

const KEY = { pk: "dead-letter-allowance", sk: "allowance" };

const allowanceSchema = z.object({
  times: z.array(z.number()),
  owner: z.string(),
  stoppedUntil: z.number(),
  revision: z.int(),
});

/** The allowance to set records aside: one row of the table `state`. */
export function createDynamoAllowances(options: TableOptions): Allowances {
  const table = createTable(options);
  return {
    async get() {
      const item = await table.get(KEY, { consistent: true });
      return item?.allowance ? unpackJson(item, "allowance", allowanceSchema) : FULL_ALLOWANCE;
    },

    async put(next, known) {
      const written = await table.update(
        KEY,
        "SET #allowance = :allowance, #revision = :revision",
        { ":allowance": packJson(next, "an allowance"), ":revision": number(next.revision) },
        {
          condition:
            known.revision === 0
              ? NEVER_STORED
              : { expression: "#revision = :known", values: { ":known": number(known.revision) } },
        },
      );
      return written.done;
    },
  };
}
