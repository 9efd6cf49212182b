import type { createBroadcastPorts } from "../../../../functions/api/broadcasts/ports.ts";
import { createMemoryBroadcasts } from "../../../../shared/broadcasts/adapters/memory-broadcasts.ts";
import { createMemoryOptOuts } from "../../../../shared/broadcasts/adapters/memory-opt-outs.ts";
import { createMemoryRunLedger } from "../../../../shared/broadcasts/adapters/memory-run-ledger.ts";
import { createMemoryRunProgress } from "../../../../shared/broadcasts/adapters/memory-run-progress.ts";
import { createMemoryBroadcastRuns } from "../../../../shared/broadcasts/adapters/memory-runs.ts";
import type { BroadcastTask } from "../../../../shared/broadcasts/domain/request.ts";

/** The broadcasts' ports in memory. The runs' commands are in `ledger`; `tasks` gets what is queued. */
export function memoryBroadcastPorts(
  ledger: Parameters<typeof createMemoryRunLedger>[0],
  tasks: BroadcastTask[],
): ReturnType<typeof createBroadcastPorts> {
  return {
    broadcasts: createMemoryBroadcasts(),
    broadcastRuns: createMemoryBroadcastRuns(),
    runProgress: createMemoryRunProgress(),
    runLedger: createMemoryRunLedger(ledger),
    optOuts: createMemoryOptOuts(),
    broadcastTasks: { add: async (added) => void tasks.push(...added.map(({ task }) => task)) },
  };
}
