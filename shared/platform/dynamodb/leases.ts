import type { Leases } from "../../kernel/application/ports/leases.ts";
import { expiryAfter, number, text } from "./attributes.ts";
import { createTable, type TableOptions } from "./table.ts";

const keyOfLease = (name: string) => ({ pk: `lease#${name}`, sk: "lease" });

/** Leases in the table `state`; `until` (epoch ms) decides, the TTL only cleans up a day later. */
export function createDynamoLeases(options: TableOptions): Leases {
  const table = createTable(options);
  return {
    async acquire(name, owner, ttlMs, now) {
      const { pk, sk } = keyOfLease(name);
      const until = now + ttlMs;
      const item = {
        pk: text(pk),
        sk: text(sk),
        owner: text(owner),
        until: number(until),
        expiresAt: expiryAfter(1, until),
      };
      const written = await table.put(item, {
        expression: "attribute_not_exists(#pk) OR #until <= :now OR #owner = :owner",
        values: { ":now": number(now), ":owner": text(owner) },
      });
      return written.done;
    },

    async release(name, owner) {
      await table.remove(keyOfLease(name), { expression: "#owner = :owner", values: { ":owner": text(owner) } });
    },
  };
}
