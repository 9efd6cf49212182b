import type { RoutingTables } from "../../../routing/application/ports/tables.ts";
import { createRouter, type Router } from "../../../routing/domain/routing.ts";
import type { JournaledMessage } from "../ports/journal.ts";

/** The routing table that a message was decided by. `isInferred`: by the times of publication, which is a guess. */
export type PastRouting = (
  journaled: JournaledMessage,
) => Promise<{ readonly router: Router; readonly isInferred: boolean }>;

/** Reads each version of the table once; versions are never removed. */
export function createPastRouting(routing: Pick<RoutingTables, "version" | "table">): PastRouting {
  const routers = new Map<number, Promise<Router>>();
  let published: Promise<number> | undefined;

  function routerOf(version: number): Promise<Router> {
    const known = routers.get(version) ?? routing.table(version).then(createRouter);
    routers.set(version, known);
    return known;
  }

  /** The version that was published last before `at`, epoch ms. */
  async function inForceAt(at: number): Promise<number> {
    published ??= routing.version();
    let version = await published;
    while (version > 0 && (await routerOf(version)).table.publishedAt > at) version -= 1;
    return version;
  }

  return async ({ decided, decision, receivedAt }) => {
    if (decided) return { router: await routerOf(decided.routingVersion), isInferred: false };
    for (const { origin } of decision.deliveries ?? []) {
      if (origin.by === "route") return { router: await routerOf(origin.tableVersion), isInferred: false };
    }
    published ??= routing.version();
    return { router: await routerOf(await inForceAt(receivedAt)), isInferred: (await published) > 0 };
  };
}
