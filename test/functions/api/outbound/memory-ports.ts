import type { createOutboundPorts } from "../../../../functions/api/outbound/ports.ts";
import { createMemoryLedger } from "../../../../shared/outbound/adapters/memory-ledger.ts";
import { createMemoryParking } from "../../../../shared/outbound/adapters/memory-parking.ts";
import type { OutboundCommand } from "../../../../shared/outbound/domain/command.ts";

/** Outbound's ports in memory; `sent` gets what is queued for the sender. */
export function memoryOutboundPorts(sent: OutboundCommand[]) {
  return {
    ledger: createMemoryLedger(),
    outbound: {
      async send(commands) {
        sent.push(...commands);
        return new Set();
      },
    },
    parking: createMemoryParking(),
    changeVisibility: { live: async () => 0, bulk: async () => 0 },
  } satisfies ReturnType<typeof createOutboundPorts>;
}
