import { createMoveAccount } from "../../shared/accounts/application/move-account.ts";
import type { AccountStore } from "../../shared/accounts/application/ports/store.ts";
import { fakeClock } from "./fake-clock.ts";
import type { crashAt } from "./faults.ts";
import { recordingObservability } from "./recording-observability.ts";
import { recordingAccountTasks, recordingBeats, recordingEvents } from "./recording-ports.ts";

/** What moves accounts, over recording ports. `moverThatDies` gives one over the same ports, which dies where `crash` says. */
export function aMover(accounts: AccountStore) {
  const observed = recordingObservability();
  const woken: string[] = [];
  const ports = { events: recordingEvents(), tasks: recordingAccountTasks(), beats: recordingBeats() };
  const wake = async (appId: string) => void woken.push(appId);
  const deps = { ...observed, ...ports, accounts, wake, clock: fakeClock() };
  return {
    ...deps,
    woken,
    move: createMoveAccount(deps),
    moverThatDies: (crash: Pick<ReturnType<typeof crashAt>, "port">) =>
      createMoveAccount({
        ...deps,
        accounts: crash.port(accounts),
        events: crash.port(ports.events),
        tasks: crash.port(ports.tasks),
        beats: crash.port(ports.beats),
        wake: crash.port({ wake }).wake,
      }),
  };
}
