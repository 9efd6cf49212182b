import type { Worker } from "../worker/worker.ts";

/** A process goes from `starting` to `idle`, then between `idle` and `busy`, until it leaves the roster. */
export type WorkerState = "starting" | "idle" | "busy";

/** The processes of a function and what each of them does. */
export type Roster = {
  readonly size: number;
  /** A new process, `starting`. */
  enter(worker: Worker): void;
  /** Makes a process `idle`. */
  rest(worker: Worker): void;
  /** The living process that became idle last, `busy` from now on. */
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

export function createRoster(): Roster {
  const states = new Map<Worker, WorkerState>();
  /** The longest idle stands first: the most recently used is used again first. */
  const idle: { readonly worker: Worker; readonly since: number }[] = [];
  let endedCpuMs = 0;
  return {
    get size() {
      return states.size;
    },
    enter: (worker) => void states.set(worker, "starting"),
    rest(worker) {
      states.set(worker, "idle");
      idle.push({ worker, since: performance.now() });
    },
    take() {
      let free = idle.pop();
      while (free && !free.worker.alive()) free = idle.pop();
      if (free) states.set(free.worker, "busy");
      return free?.worker;
    },
    leave: (worker) => void states.delete(worker),
    bury(worker) {
      endedCpuMs += worker.totals().cpuMs;
      states.delete(worker);
      const at = idle.findIndex((one) => one.worker === worker);
      if (at >= 0) idle.splice(at, 1);
    },
    releaseIdle(idleMs) {
      for (const { worker, since } of [...idle]) {
        const allowed = states.size > 1 ? idleMs / 10 : idleMs;
        if (performance.now() - since < allowed) return;
        idle.shift();
        states.delete(worker);
        worker.release();
      }
    },
    releaseAll() {
      for (const { worker } of idle.splice(0)) worker.release();
      return [...states.keys()];
    },
    list: () => [...states],
    cpuMs: () => [...states.keys()].reduce((sum, worker) => sum + worker.totals().cpuMs, endedCpuMs),
  };
}
