import * as z from "zod";
import { expiryAfter, isExpired } from "../../platform/dynamodb/attributes.ts";
import { packJson, unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { FailureCauses } from "../application/ports/causes.ts";
import { deadLetterReasonCodes } from "../domain/reason.ts";

/** As long as a dead-letter queue keeps a message, days. */
const KEPT_DAYS = 14;

const keyOf = (id: string) => ({ pk: `dead-letter-cause#${id}`, sk: "cause" });
const reasonSchema = z.object({ code: z.enum(deadLetterReasonCodes), detail: z.string().exactOptional() });

/** Why messages failed last, in the table `state`. */
export function createDynamoFailureCauses(options: TableOptions): FailureCauses {
  const table = createTable(options);
  return {
    async note(id, reason, now) {
      await table.update(keyOf(id), "SET #reason = :reason, #expiresAt = :expiresAt", {
        ":reason": packJson(reason, "the cause of a failure"),
        ":expiresAt": expiryAfter(KEPT_DAYS, now),
      });
    },

    async find(id, now) {
      const item = await table.get(keyOf(id), { consistent: true });
      return item && !isExpired(item, now) ? unpackJson(item, "reason", reasonSchema) : undefined;
    },
  };
}
