import type { Account } from "../../shared/accounts/domain/account.ts";
import type { BroadcastTasks } from "../../shared/broadcasts/application/ports/tasks.ts";
import { createControlRun } from "../../shared/broadcasts/application/runs/control.ts";
import { createReadRunFigures } from "../../shared/broadcasts/application/runs/figures.ts";
import { createMoveRun } from "../../shared/broadcasts/application/runs/move.ts";
import { createStartBroadcast } from "../../shared/broadcasts/application/start-broadcast.ts";
import { createBroadcastWorker } from "../../shared/broadcasts/application/worker.ts";
import type { Broadcast } from "../../shared/broadcasts/domain/broadcast.ts";
import type { BroadcastTask } from "../../shared/broadcasts/domain/request.ts";
import type { LedgerEnd } from "../../shared/outbound/application/ports/outbound.ts";
import type { OutboundCommand } from "../../shared/outbound/domain/command.ts";
import { aBroadcast, anAccount } from "./builders.ts";
import { fakeClock } from "./fake-clock.ts";
import type { crashAt } from "./faults.ts";
import { recordingObservability } from "./recording-observability.ts";
import { recordingOutboundQueue } from "./recording-ports.ts";
import { memoryStorage } from "./storage.ts";

type Crash = Pick<ReturnType<typeof crashAt>, "port">;
const NO_CRASH: Crash = { port: (target) => target };

type Queued = { readonly task: BroadcastTask; readonly at: number };

/**
 * The worker of broadcasts over memory adapters. `process` gives another worker over the same storage, which dies where
 * its `crash` says; a task whose worker died stays on the queue, as SQS would deliver it again.
 */
export async function setUpBroadcasts(
  accounts: readonly Account[] = [anAccount()],
  broadcasts: readonly Broadcast[] = [aBroadcast()],
) {
  const storage = memoryStorage();
  for (const account of accounts) await storage.accounts.register(account);
  for (const broadcast of broadcasts) await storage.broadcasts.put(broadcast);
  const clock = fakeClock();
  const observed = recordingObservability();
  const bulk = recordingOutboundQueue();
  let queue: Queued[] = [];
  const delays: number[] = [];
  const tasks: BroadcastTasks & { down: boolean } = {
    down: false,
    async add(added) {
      if (tasks.down) throw new Error("the queue is not available");
      queue.push(...added.map(({ task, delaySeconds }) => ({ task, at: clock.now() + delaySeconds * 1000 })));
      delays.push(...added.map(({ delaySeconds }) => delaySeconds));
    },
  };
  const { ledger, runLedger } = storage;
  const rowsOf = async (runId: string, shard: number) => (await runLedger.page({ runId, shard }, 10_000)).entries;

  const ports = {
    ...observed,
    ...storage,
    clock,
    bulk,
    broadcastTasks: tasks,
  };

  function process(crash: Crash = NO_CRASH) {
    return createBroadcastWorker({
      ...ports,
      accounts: crash.port(storage.accounts),
      broadcasts: crash.port(storage.broadcasts),
      broadcastRuns: crash.port(storage.broadcastRuns),
      runProgress: crash.port(storage.runProgress),
      ledger: crash.port(ledger),
      runLedger: crash.port(runLedger),
      bulk: crash.port<typeof bulk>(bulk),
      broadcastTasks: crash.port(tasks),
      directory: crash.port(storage.directory),
      optOuts: crash.port(storage.optOuts),
      profiles: crash.port(storage.profiles),
    });
  }

  const worker = process();

  /** Works on due tasks until no task is due; `died`: another worker gets the task that a dying worker had in hand. */
  async function workOff(by = worker): Promise<number> {
    let worked = 0;
    for (;;) {
      const due = queue.filter(({ at }) => at <= clock.now());
      if (due.length === 0) return worked;
      for (const queued of due) {
        await by.work(queued.task);
        queue = queue.filter((other) => other !== queued);
        worked += 1;
      }
    }
  }

  /** Moves time to the next task and works on it; false when no task is left. */
  async function next(by = worker): Promise<boolean> {
    const at = Math.min(...queue.map((queued) => queued.at));
    if (queue.length === 0) return false;
    clock.advance(Math.max(0, at - clock.now()));
    await workOff(by);
    return true;
  }

  const done = new Set<string>();

  /** Plays the sender: ends all queued commands that have not ended, as `end` says. */
  async function sendAll(end: (command: OutboundCommand) => LedgerEnd = ({ id }) => ({ state: "sent", newMsgId: id })) {
    const now = clock.now();
    for (const command of bulk.accepted()) {
      const key = `${command.id}.${command.generation}`;
      if (done.has(key)) continue;
      done.add(key);
      const claim = await storage.ledger.claim(command, "sender", now + 35_000, now);
      if (claim.claimed) await storage.ledger.finish(command.id, "sender", end(command), now);
    }
  }

  const moveRun = createMoveRun(ports);
  return {
    ...ports,
    delays,
    process,
    workOff,
    next,
    sendAll,
    rowsOf,
    pending: () => queue.map(({ task }) => task),
    start: createStartBroadcast(ports),
    take: worker.take,
    control: createControlRun({ moveRun, broadcastTasks: tasks }),
    figures: createReadRunFigures(ports),
  };
}
