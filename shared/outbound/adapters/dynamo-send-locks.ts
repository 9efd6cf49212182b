import { AppError } from "../../kernel/domain/errors.ts";
import { number, text, textOf } from "../../platform/dynamodb/attributes.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { SendLocks } from "../application/ports/outbound.ts";

/** A round is lost when the lock was given back between its refusal and the read of its owner. */
const ROUNDS = 3;

const keyOfLock = (lock: string) => ({ pk: `send#${lock}`, sk: "lock" });

/** Send locks in the table `state`, one item each. DynamoDB removes it some minutes after its time is over. */
export function createDynamoSendLocks(options: TableOptions): SendLocks {
  const table = createTable(options);
  return {
    async take(lock, owner, until, now, instead = owner) {
      const { pk, sk } = keyOfLock(lock);
      const expiresAt = number(Math.ceil(until / 1000));
      for (let round = 0; round < ROUNDS; round++) {
        const written = await table.put(
          { pk: text(pk), sk: text(sk), owner: text(owner), until: number(until), expiresAt },
          {
            expression: "attribute_not_exists(#pk) OR #until <= :now OR #owner IN (:owner, :instead)",
            values: { ":now": number(now), ":owner": text(owner), ":instead": text(instead) },
          },
        );
        if (written.done) return { taken: true };
        if (written.item) return { taken: false, by: textOf(written.item, "owner") };
      }
      throw new AppError("unavailable", "the send lock changes too fast", { retryable: true, details: { owner } });
    },

    async release(lock, owner) {
      await table.remove(keyOfLock(lock), { expression: "#owner = :owner", values: { ":owner": text(owner) } });
    },
  };
}
