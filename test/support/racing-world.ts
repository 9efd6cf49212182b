import type { Scheduler } from "fast-check";
import type { Clock } from "../../shared/kernel/application/ports/runtime.ts";
import { NOON } from "./builders.ts";

/** A world in which port calls take their time: fast-check chooses whose call takes effect or is answered next. */
export type RacingWorld = {
  /** A copy of a port whose calls take effect, and are answered, when the scheduler lets them. */
  slow<T extends object>(port: T): T;
  /** A clock that is `offset` ms off; its readings all differ, as those of real clocks do. */
  clock(offset: number): Clock;
  /** Resolves when `ms` have passed. */
  wait(ms: number): Promise<void>;
  /** The number of the present moment, which grows. */
  event(): number;
  /** Lets time pass until all are done. */
  run(parties: readonly Promise<unknown>[]): Promise<void>;
};

/** Time moves in steps of this many ms, each at a moment that the scheduler chooses. */
const STEP = 40;

export function aRacingWorld(scheduler: Scheduler): RacingWorld {
  let now = NOON;
  let events = 0;
  let sleepers: { until: number; wake: () => void }[] = [];

  const wait = (ms: number) =>
    new Promise<void>((wake) => {
      sleepers.push({ until: now + ms, wake });
    });

  function pass(): void {
    now += STEP;
    const due = sleepers.filter(({ until }) => until <= now);
    sleepers = sleepers.filter(({ until }) => until > now);
    for (const { wake } of due) wake();
  }

  return {
    wait,
    event: () => ++events,
    clock: (offset) => ({ now: () => now + offset + ++events * 1e-6, sleep: wait }),
    slow: (port) =>
      new Proxy(port, {
        get(target, name) {
          const member: unknown = Reflect.get(target, name);
          if (typeof member !== "function") return member;
          return async (...args: unknown[]) => {
            await scheduler.schedule(Promise.resolve(), String(name));
            const result: unknown = await Reflect.apply(member, target, args);
            await scheduler.schedule(Promise.resolve(), `${String(name)} answered`);
            return result;
          };
        },
      }),
    async run(parties) {
      let running = true;
      const all = Promise.all(parties).finally(() => {
        running = false;
      });
      const ticks = async () => {
        while (running) {
          await scheduler.schedule(Promise.resolve(), "time passes");
          pass();
        }
      };
      await scheduler.waitFor(Promise.all([all, ticks()]));
    },
  };
}
