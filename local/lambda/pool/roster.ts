import type { Worker } from "../worker/worker.ts";

/**
 * A process goes from `starting` to `idle`, then between `idle` and `busy`. One that gets no more work is `leaving`,
 * until it has ended.
 */
export type WorkerState = "starting" | "idle" | "busy" | "leaving";

/** The processes of a function and what each of them does. */
export type Roster = {
  /** Those that are not leaving. */
  readonly size: number;
  /** A new process, `starting`. */
  enter(worker: Worker): void;
  /** The process is `idle` from now on, unless it has work in hand. */
  rest(worker: Worker): void;
  /**
   * A living process that has room for one more invocation, `busy` from now on: the one with the most in hand, and of
   * idle ones the one that became idle last, so that further ones may end.
   */
  take(): Worker | undefined;
  /** The process gets no more work; it has ended or is going to. */
  leave(worker: Worker): void;
  /** The process has ended: its processor time is added to that of the earlier ones. */
  bury(worker: Worker): void;
  /** Releases the processes that were idle too long: `idleMs` for the last one, a tenth of it for further ones. */
  releaseIdle(idleMs: number): void;
  /** Releases all idle processes, and returns those that are not gone yet. */
  releaseAll(): readonly Worker[];
  list(): readonly (readonly [Worker, WorkerState])[];
  /** Processor time of the processes, ended ones included. */
  cpuMs(): number;
};

type Place = { state: WorkerState; idleSince: number };

/** `perProcess`: most invocations that a process may have in hand. */
export function createRoster(perProcess: number): Roster {
  const places = new Map<Worker, Place>();
  let endedCpuMs = 0;

  function release(worker: Worker, place: Place): void {
    place.state = "leaving";
    worker.release();
  }

  const roster: Roster = {
    get size() {
      return [...places.values()].filter(({ state }) => state !== "leaving").length;
    },
    enter: (worker) => void places.set(worker, { state: "starting", idleSince: 0 }),
    rest(worker) {
      const place = places.get(worker);
      if (!place || place.state === "leaving" || worker.inHand > 0) return;
      place.state = "idle";
      place.idleSince = performance.now();
    },
    take() {
      let best: Listed | undefined;
      for (const one of places) {
        if (hasRoom(one, perProcess) && (!best || isBusier(one, best))) best = one;
      }
      if (best) best[1].state = "busy";
      return best?.[0];
    },
    leave(worker) {
      const place = places.get(worker);
      if (place) place.state = "leaving";
    },
    bury(worker) {
      endedCpuMs += worker.totals().cpuMs;
      places.delete(worker);
    },
    releaseIdle(idleMs) {
      const idle = [...places].filter(([, { state }]) => state === "idle");
      for (const [worker, place] of idle.sort(([, a], [, b]) => a.idleSince - b.idleSince)) {
        const allowed = roster.size > 1 ? idleMs / 10 : idleMs;
        if (performance.now() - place.idleSince < allowed) return;
        release(worker, place);
      }
    },
    releaseAll() {
      for (const [worker, place] of places) if (place.state === "idle") release(worker, place);
      return [...places.keys()];
    },
    list: () => [...places].map(([worker, { state }]) => [worker, state] as const),
    cpuMs: () => [...places.keys()].reduce((sum, worker) => sum + worker.totals().cpuMs, endedCpuMs),
  };
  return roster;
}

type Listed = readonly [Worker, Place];

function hasRoom([worker, { state }]: Listed, perProcess: number): boolean {
  return (state === "idle" || (state === "busy" && worker.inHand < perProcess)) && worker.alive();
}

/** Whether a process comes before another one that has room as well. */
function isBusier([worker, place]: Listed, [other, its]: Listed): boolean {
  return worker.inHand === other.inHand ? place.idleSince > its.idleSince : worker.inHand > other.inHand;
}
