import type { createAccountPorts } from "../../../../functions/api/accounts/ports.ts";
import type { FleetEvent } from "../../../../shared/kernel/application/ports/events.ts";
import { recordingAccountTasks, recordingBeats } from "../../../support/recording-ports.ts";

/** The accounts' ports in memory. `online` has the appIds that the gateway finds online; `events` gets what is published. */
export function memoryAccountPorts({ online, events }: { online: ReadonlySet<string>; events: FleetEvent[] }) {
  return {
    connections: {
      checkOnline: async (appId) => (online.has(appId) ? "online" : "offline"),
      reconnect: async () => undefined,
    },
    tasks: recordingAccountTasks(),
    beats: recordingBeats(),
    events: { publish: async (published) => void events.push(...published) },
  } satisfies ReturnType<typeof createAccountPorts>;
}
