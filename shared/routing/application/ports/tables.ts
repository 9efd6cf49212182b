import type { RoutingTable } from "../../domain/routing.ts";

/** Routing tables: immutable versions and a pointer to the published one. */
export type RoutingTables = {
  /** The published version; 0 where nothing was published yet. Strongly consistent. */
  version(): Promise<number>;
  table(version: number): Promise<RoutingTable>;
  /** Publishes `table` as the successor of `version - 1`; throws `conflict` if that is not the published one. */
  publish(table: RoutingTable): Promise<void>;
};
