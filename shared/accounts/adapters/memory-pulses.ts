import type { Accounts } from "../application/ports/accounts.ts";
import type { Pulses } from "../application/ports/heartbeat.ts";
import type { Pulse } from "../domain/heartbeat.ts";

/** Signs of life in memory; `parked` asks the memory adapter of the parking. */
export function createMemoryPulses(stores: {
  readonly accounts: Pick<Accounts, "get">;
  readonly parking: { has(appId: string): boolean };
}): Pulses {
  const pulses = new Map<string, Pulse>();
  const note = async (appId: string, sign: Pulse) => void pulses.set(appId, { ...pulses.get(appId), ...sign });
  return {
    async read(appIds) {
      const accounts = await Promise.all(appIds.map((appId) => stores.accounts.get(appId)));
      return accounts.flatMap((account) =>
        account ? [{ account, pulse: pulses.get(account.appId) ?? {}, parked: stores.parking.has(account.appId) }] : [],
      );
    },
    alive: (appId, aliveAt) => note(appId, { aliveAt }),
    heard: (appId, heardAt) => note(appId, { heardAt }),
    renewed: (appId, renewedAt) => note(appId, { renewedAt }),
  };
}
