import { AppError } from "../../kernel/domain/errors.ts";
import type { RoutingTables } from "../application/ports/tables.ts";
import { NO_ROUTING, type RoutingTable } from "../domain/routing.ts";

/** Routing tables in memory. */
export function createMemoryRoutingTables(): RoutingTables {
  const published: RoutingTable[] = [NO_ROUTING];
  return {
    async version() {
      return published.length - 1;
    },
    async table(version) {
      const table = published[version];
      if (table) return table;
      throw new AppError("not-found", `there is no routing table of version ${version}`, { details: { version } });
    },
    async publish(table) {
      const { version } = table;
      if (version !== published.length) {
        const current = published.length - 1;
        throw new AppError("conflict", `version ${version} cannot follow: version ${current} is published`, {
          details: { version, published: current },
        });
      }
      published.push(table);
    },
  };
}
