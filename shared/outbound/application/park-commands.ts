import type { Accounts } from "../../accounts/application/ports/accounts.ts";
import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import type { ByLane, Lane } from "../domain/lane.ts";
import type { Parking } from "./ports/outbound.ts";
import type { ChangeVisibility } from "./wake-parked.ts";

/** A command that stays on the queue. `parked`: it waits for its account to come online. */
export type Waiting = {
  readonly appId: string;
  readonly receiptHandle: string;
  readonly delaySeconds: number;
  readonly parked: boolean;
};

export type ParkCommandsDeps = {
  readonly lane: Lane;
  readonly accounts: Accounts;
  readonly parking: Parking;
  readonly changeVisibility: ByLane<ChangeVisibility>;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
};

/**
 * Puts commands that cannot go out now to sleep. It saves the handles of commands whose account is not online, so that
 * coming online wakes them. Then it reads the account once more, because the account may have come online before the
 * handles were saved. Never throws and loses no command: a command whose visibility was not changed comes back when its
 * old visibility ends, and one whose handle was not saved comes back when its sleep ends.
 */
export function createParkCommands(deps: ParkCommandsDeps): (waiting: readonly Waiting[]) => Promise<void> {
  const { lane } = deps;

  /** True where the queue answered. */
  async function change(changes: Parameters<ChangeVisibility>[0]): Promise<boolean> {
    try {
      const refused = await deps.changeVisibility[lane](changes);
      if (refused > 0) deps.metrics.count("VisibilityNotChanged", refused);
      return true;
    } catch (error) {
      deps.metrics.count("VisibilityNotChanged", changes.length);
      deps.log.error("the visibility of delayed commands was not changed", error, { commands: changes.length });
      return false;
    }
  }

  async function park(appId: string, handles: readonly string[]): Promise<void> {
    try {
      await deps.parking.save(appId, lane, handles, deps.clock.now());
      const account = await deps.accounts.get(appId);
      if (account?.state !== "ONLINE") return;
      const woken = await change(handles.map((receiptHandle) => ({ receiptHandle, seconds: 0 })));
      if (woken) await deps.parking.forget(appId, lane, handles);
    } catch (error) {
      deps.log.error("parked commands will not be woken; they come back when their sleep ends", error, { appId });
    }
  }

  return async (waiting) => {
    if (waiting.length === 0) return;
    deps.metrics.count("CommandDelayed", waiting.length);
    await change(waiting.map(({ receiptHandle, delaySeconds }) => ({ receiptHandle, seconds: delaySeconds })));
    const parked = Map.groupBy(
      waiting.filter((one) => one.parked),
      ({ appId }) => appId,
    );
    await Promise.all(
      [...parked].map(([appId, group]) =>
        park(
          appId,
          group.map(({ receiptHandle }) => receiptHandle),
        ),
      ),
    );
  };
}
