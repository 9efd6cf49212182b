import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type Item, number, numberOf, sortable, text } from "../../platform/dynamodb/attributes.ts";
import { packJson, unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { createTable } from "../../platform/dynamodb/table.ts";
import type { Spool } from "../application/ports/spool.ts";
import { envelopeSchema } from "../domain/envelope.ts";

export type DynamoSpoolOptions = {
  readonly client: DynamoDBClient;
  /** Holds the gates. */
  readonly stateTable: string;
  /** Holds the envelopes, without TTL and with point-in-time recovery. */
  readonly journalTable: string;
};

const gateKey = (shard: number) => ({ pk: `spool#${shard}`, sk: "gate" });
const itemKey = (shard: number, sequence: number) => ({ pk: `spool#${shard}`, sk: sortable(sequence) });

/** The spool: a gate is open as long as its item has `openedAt`; its `version` counts what was spooled. */
export function createDynamoSpool({ client, stateTable, journalTable }: DynamoSpoolOptions): Spool {
  const gates = createTable({ client, table: stateTable });
  const envelopes = createTable({ client, table: journalTable });
  return {
    async gate(shard) {
      const item = await gates.get(gateKey(shard), { consistent: true });
      return { open: item?.openedAt !== undefined, version: versionOf(item), openedAt: openedAtOf(item) ?? 0 };
    },

    async open(shard, now) {
      const expression = "SET #openedAt = if_not_exists(#openedAt, :now) ADD #version :one";
      const values = { ":now": number(now), ":one": number(1) };
      const written = await gates.update(gateKey(shard), expression, values, { returns: "ALL_OLD" });
      const before = written.done ? written.attributes : undefined;
      const openedAt = openedAtOf(before);
      return { sequence: versionOf(before) + 1, openedAt: openedAt ?? now, opened: openedAt === undefined };
    },

    async close(shard, version) {
      const written = await gates.update(
        gateKey(shard),
        "REMOVE #openedAt",
        {},
        {
          condition: { expression: "#version = :version", values: { ":version": number(version) } },
        },
      );
      return written.done || (written.item === undefined && version === 0);
    },

    async put(shard, sequence, envelope) {
      const { pk, sk } = itemKey(shard, sequence);
      await envelopes.put({ pk: text(pk), sk: text(sk), envelope: packJson(envelope, "an envelope") });
    },

    async list(shard, limit) {
      const page = await envelopes.query({
        expression: "#pk = :pk",
        values: { ":pk": text(`spool#${shard}`) },
        ConsistentRead: true,
        Limit: limit,
      });
      return page.items.map((item) => ({
        sequence: Number(item.sk?.S),
        envelope: unpackJson(item, "envelope", envelopeSchema),
      }));
    },

    async remove(shard, sequence) {
      await envelopes.remove(itemKey(shard, sequence));
    },
  };
}

/** A gate that was not there before: AWS returns nothing for it, an embedded engine its bare key. */
function versionOf(item: Item | undefined): number {
  return item?.version === undefined ? 0 : numberOf(item, "version");
}

function openedAtOf(item: Item | undefined): number | undefined {
  return item?.openedAt === undefined ? undefined : numberOf(item, "openedAt");
}
