import { createMemoryAllowances } from "../../shared/dead-letters/adapters/memory-allowances.ts";
import { createMemoryFailureCauses } from "../../shared/dead-letters/adapters/memory-causes.ts";
import { createMemoryLargeBodies } from "../../shared/dead-letters/adapters/memory-large-bodies.ts";
import { createMemoryDeadLetters } from "../../shared/dead-letters/adapters/memory-store.ts";
import { createDiscardLetter } from "../../shared/dead-letters/application/discard-letter.ts";
import { createDrainQueues } from "../../shared/dead-letters/application/drain-queues.ts";
import type { DeadLetterQueue, DeadMessage, PutBack } from "../../shared/dead-letters/application/ports/queues.ts";
import { createReadBody } from "../../shared/dead-letters/application/read-body.ts";
import { createRedriveLetter } from "../../shared/dead-letters/application/redrive-letter.ts";
import { createSetAside } from "../../shared/dead-letters/application/set-aside.ts";
import { createWatchLetters } from "../../shared/dead-letters/application/watch-letters.ts";
import { type LaneMessage, type Mark, writeMark } from "../../shared/dead-letters/domain/message.ts";
import type { DeadLetterReason } from "../../shared/dead-letters/domain/reason.ts";
import type { FleetEvent } from "../../shared/kernel/application/ports/events.ts";
import { fakeClock } from "./fake-clock.ts";
import { recordingObservability } from "./recording-observability.ts";

type Guard = <T extends object>(port: T) => T;

const LASTS: Guard = (port) => port;

/** A dead-letter queue in memory: a message stays until it is removed. */
function aQueue(lane: string) {
  const messages = new Map<string, DeadMessage>();
  let handles = 0;
  const queue: DeadLetterQueue = {
    lane,
    receive: async () => [...messages.values()].slice(0, 10),
    async remove(gone) {
      for (const handle of gone) messages.delete(handle);
    },
  };
  return {
    queue,
    messages,
    add(message: LaneMessage, reason?: DeadLetterReason) {
      const handle = `h${++handles}`;
      messages.set(handle, { handle, message, ...(reason ? { reason } : {}) });
    },
  };
}

/** A lane to which dead letters go back. SQS takes a second message with the same mark for the first. */
function aPutBack() {
  const sent = new Map<string, { readonly body: string; readonly mark: Mark }>();
  const calls = {
    putBack: (async ({ body }, mark) => {
      const key = writeMark(mark);
      if (!sent.has(key)) sent.set(key, { body, mark });
    }) satisfies PutBack,
  };
  return { sent, calls };
}

/** All that works on dead letters, in memory. `process` gives the use cases of one process, whose ports `guard` wraps. */
export function aDeadLetterDesk(lanes: readonly string[] = ["inbound"]) {
  const clock = fakeClock();
  const observed = recordingObservability();
  const letters = createMemoryDeadLetters();
  const largeBodies = createMemoryLargeBodies();
  const causes = createMemoryFailureCauses();
  const allowances = createMemoryAllowances();
  const published: FleetEvent[] = [];
  const events = { publish: async (some: readonly FleetEvent[]) => void published.push(...some) };
  const queues = lanes.map(aQueue);
  const { sent, calls } = aPutBack();

  function process(guard: Guard = LASTS) {
    const { putBack } = guard(calls);
    const deps = {
      ...observed,
      clock,
      letters: guard(letters),
      largeBodies: guard(largeBodies),
      causes: guard(causes),
      allowances: guard(allowances),
      events: guard(events),
      queues: queues.map(({ queue }) => guard(queue)),
      putBack,
    };
    return {
      setAside: createSetAside(deps),
      drain: () => createDrainQueues(deps)(clock.now() + 30_000),
      watch: createWatchLetters(deps),
      redrive: createRedriveLetter(deps),
      discard: createDiscardLetter(deps),
      readBody: createReadBody(deps),
    };
  }
  const list = async (state: "open" | "redriven" | "discarded" = "open") =>
    (await letters.list({ state }, 100)).letters;
  return {
    ...observed,
    clock,
    letters,
    largeBodies,
    causes,
    allowances,
    published,
    queues,
    sent,
    calls,
    process,
    list,
  };
}
