import { createMemoryAllowances } from "../../shared/dead-letters/adapters/memory-allowances.ts";
import { createMemoryFailureCauses } from "../../shared/dead-letters/adapters/memory-causes.ts";
import { createMemoryLargeBodies } from "../../shared/dead-letters/adapters/memory-large-bodies.ts";
import { createMemoryDeadLetters } from "../../shared/dead-letters/adapters/memory-store.ts";
import { createNoteCause } from "../../shared/dead-letters/application/note-cause.ts";
import { createSetAside } from "../../shared/dead-letters/application/set-aside.ts";
import type { FleetEvent } from "../../shared/kernel/application/ports/events.ts";
import type { FifoLane } from "../../shared/lambda/lane.ts";
import { NOON } from "./builders.ts";
import { fakeClock } from "./fake-clock.ts";
import { recordingObservability } from "./recording-observability.ts";

/** A FIFO lane whose dead letters lie in memory. */
export function aLane(name = "inbound", observed = recordingObservability()) {
  const clock = fakeClock(NOON);
  const letters = createMemoryDeadLetters();
  const causes = createMemoryFailureCauses();
  const events: FleetEvent[] = [];
  const parts = {
    ...observed,
    clock,
    letters,
    causes,
    allowances: createMemoryAllowances(),
    largeBodies: createMemoryLargeBodies(),
    events: { publish: async (some: readonly FleetEvent[]) => void events.push(...some) },
  };
  const lane: FifoLane = {
    name,
    maxReceives: 20,
    noteCause: createNoteCause(parts),
    setAside: createSetAside(parts),
  };
  const open = async () => (await letters.list({ state: "open" }, 100)).letters;
  return { ...parts, lane, published: events, open };
}
