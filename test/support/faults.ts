/** The crash that a fault makes. */
export class Crash extends Error {}

/**
 * Lets a process die at its `n`-th call of any port (counted from 0): `before` the call took effect or `after` it.
 * Every later call fails as well, because a crashed process does nothing more. `ports` gives copies that count;
 * `crashed` tells whether the call was reached.
 */
export function crashAt(n: number, when: "before" | "after") {
  let calls = 0;
  let dead = false;

  async function guarded(call: () => unknown): Promise<unknown> {
    if (dead) throw new Crash("the process is gone");
    const mine = calls++ === n;
    if (mine && when === "before") dead = true;
    if (dead) throw new Crash("the process died before a call");
    const result = await call();
    if (mine) dead = true;
    if (dead) throw new Crash("the process died after a call");
    return result;
  }

  return {
    crashed: () => dead,
    port<T extends object>(target: T): T {
      return new Proxy(target, {
        get(object, name, receiver) {
          const member: unknown = Reflect.get(object, name, receiver);
          if (typeof member !== "function") return member;
          return (...args: unknown[]) => guarded(() => Reflect.apply(member, object, args));
        },
      });
    },
  };
}

/** Runs `attempt` with a crash before and after every port call that it makes, until it makes no more. */
export async function withEveryCrash(
  attempt: (crash: ReturnType<typeof crashAt>, where: string) => Promise<void>,
): Promise<number> {
  for (let n = 0; ; n++) {
    let reached = false;
    for (const when of ["before", "after"] as const) {
      const crash = crashAt(n, when);
      await attempt(crash, `${when} call ${n}`);
      reached ||= crash.crashed();
    }
    if (!reached) return n;
  }
}

/** Does `work` before the `n`-th call of any port (counted from 0): what other processes do meanwhile. */
export function meanwhileAt(n: number, work: () => Promise<void>) {
  let calls = 0;
  return {
    reached: () => calls > n,
    port<T extends object>(target: T): T {
      return new Proxy(target, {
        get(object, name, receiver) {
          const member: unknown = Reflect.get(object, name, receiver);
          if (typeof member !== "function") return member;
          return async (...args: unknown[]) => {
            if (calls++ === n) await work();
            return Reflect.apply(member, object, args);
          };
        },
      });
    },
  };
}
