import { readSettings } from "./attributes.ts";
import type { Core, Queue } from "./queue.ts";

/** Keeps other attributes or tags of a queue, and reads its settings anew. */
export function updateQueue(
  { store, clock }: Core,
  queue: Queue,
  changes: Partial<Pick<Queue["kept"], "attributes" | "tags">>,
): void {
  const kept = { ...queue.kept, ...changes, modifiedAt: changes.attributes ? clock.now() : queue.kept.modifiedAt };
  store.transaction(() => store.queues.update(kept));
  queue.kept = kept;
  queue.settings = readSettings(kept.attributes);
}
