import type { QueuedMessage } from "../memory/message.ts";
import { moveMessage } from "../messages/move.ts";
import { bringUpToDate } from "../queues/bring-up-to-date.ts";
import type { Core, Queue } from "../queues/queue.ts";
import type { MoveTask } from "../store/move-tasks.ts";
import type { Allowance } from "./allowance.ts";

/** What a step of a move task came to. */
export type Step = "more" | "done" | "no-source" | "no-destination";

/** Moves as many messages as the task may move now, in one transaction, and counts them in the task. */
export function stepOf(core: Core, task: MoveTask, allowance: Pick<Allowance, "now">): Step {
  const source = core.queues.get(task.source);
  if (!source) return "no-source";
  const now = core.clock.now();
  bringUpToDate(core, source, now);
  const allowed = allowance.now(task);
  if (allowed <= 0) return task.moved < task.toMove ? "more" : "done";
  const picked = source.index.pick(allowed, () => "deliver").deliver;
  if (picked.length === 0) return "done";
  const moved = moveAll(core, task, { source, picked, now });
  return moved === picked.length ? "more" : "no-destination";
}

/** Moves messages in order until one has no destination. Returns how many were moved. */
function moveAll(
  core: Core,
  task: MoveTask,
  { source, picked, now }: { source: Queue; picked: readonly QueuedMessage[]; now: number },
): number {
  const { store } = core;
  const moves: { from: QueuedMessage; to: QueuedMessage; target: Queue }[] = [];
  store.transaction(() => {
    for (const from of picked) {
      const target = destinationOf(core, task, from);
      if (!target || target.fifo !== source.fifo) break;
      moves.push({ from, to: moveMessage(core, from, target, now, undefined), target });
    }
    store.moveTasks.update({ ...task, moved: task.moved + moves.length });
  });
  task.moved += moves.length;
  for (const { from, to, target } of moves) {
    source.index.remove(from);
    target.index.add(to);
    core.wake(target);
  }
  return moves.length;
}

function destinationOf({ store, queues }: Core, task: MoveTask, message: QueuedMessage): Queue | undefined {
  const name = task.destination ?? store.messages.read(message.seq).deadLetterSource;
  return name === undefined ? undefined : queues.get(name);
}
