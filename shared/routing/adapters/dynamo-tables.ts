import { isDeepStrictEqual } from "node:util";
import { AppError } from "../../kernel/domain/errors.ts";
import { number, numberOf, sortable, text } from "../../platform/dynamodb/attributes.ts";
import { packJson, unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { createTable, NEVER_STORED, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { RoutingTables } from "../application/ports/tables.ts";
import { NO_ROUTING, type RoutingTable, routingTableSchema } from "../domain/routing.ts";

const ROUTING = "routing";
const POINTER = { pk: ROUTING, sk: "current" };
const keyOfVersion = (version: number) => ({ pk: ROUTING, sk: `v#${sortable(version)}` });

/**
 * Routing tables in the table `config`, as rule sets are kept: an immutable item a version, which decides who publishes
 * it, and a pointer to the published one. A publisher that finds a version which the pointer does not show yet moves
 * it.
 */
export function createDynamoRoutingTables(options: TableOptions): RoutingTables {
  const items = createTable(options);

  async function version(): Promise<number> {
    const item = await items.get(POINTER, { consistent: true });
    return item ? numberOf(item, "version") : 0;
  }

  async function stored(wanted: number): Promise<RoutingTable | undefined> {
    const item = await items.get(keyOfVersion(wanted), { consistent: true });
    return item ? unpackJson(item, "table", routingTableSchema) : undefined;
  }

  /** Never backwards; another publisher's move is as good as this one. */
  async function movePointer(to: number): Promise<void> {
    await items.put(
      { pk: text(POINTER.pk), sk: text(POINTER.sk), version: number(to) },
      { expression: "attribute_not_exists(#pk) OR #version < :version", values: { ":version": number(to) } },
    );
  }

  return {
    version,

    async table(wanted) {
      if (wanted === 0) return NO_ROUTING;
      const table = await stored(wanted);
      if (table) return table;
      throw new AppError("not-found", `there is no routing table of version ${wanted}`, {
        details: { version: wanted },
      });
    },

    async publish(table) {
      const published = await version();
      if (published !== table.version - 1) throw conflict(table, published);
      const { pk, sk } = keyOfVersion(table.version);
      const packed = packJson(table, "the routing table");
      const written = await items.put({ pk: text(pk), sk: text(sk), table: packed }, NEVER_STORED);
      await movePointer(table.version);
      // A lost answer makes the SDK write again: then what stands there is this very publication.
      if (!written.done && !isDeepStrictEqual(await stored(table.version), table)) throw conflict(table, table.version);
    },
  };
}

function conflict({ version }: RoutingTable, published: number): AppError {
  return new AppError(
    "conflict",
    `version ${version} cannot follow: version ${published} is published; read it and publish anew`,
    { details: { version, published } },
  );
}
