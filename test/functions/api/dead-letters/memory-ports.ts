import type { createDeadLetterPorts } from "../../../../functions/api/dead-letters/ports.ts";
import { createMemoryLargeBodies } from "../../../../shared/dead-letters/adapters/memory-large-bodies.ts";
import { createMemoryDeadLetters } from "../../../../shared/dead-letters/adapters/memory-store.ts";

/** The ports of dead letters in memory; a lane takes whatever is put back. */
export function memoryDeadLetterPorts() {
  return {
    letters: createMemoryDeadLetters(),
    largeBodies: createMemoryLargeBodies(),
    putBack: async () => undefined,
  } satisfies ReturnType<typeof createDeadLetterPorts>;
}
