import { createMemoryAccounts } from "../../shared/accounts/adapters/memory-accounts.ts";
import { createSetCallback } from "../../shared/accounts/application/set-callback.ts";
import type { Account } from "../../shared/accounts/domain/account.ts";
import type { AccountTask } from "../../shared/accounts/domain/task.ts";
import { createMemoryLogins } from "../../shared/logins/adapters/memory-logins.ts";
import { createMemoryNewDevices } from "../../shared/logins/adapters/memory-new-devices.ts";
import { createLogInAgain } from "../../shared/logins/application/log-in-again.ts";
import { createLogInNew } from "../../shared/logins/application/log-in-new.ts";
import { createEndStaleLogin } from "../../shared/logins/application/polling/end-stale-login.ts";
import { createPollLogin } from "../../shared/logins/application/polling/poll-login.ts";
import { createStartLogin } from "../../shared/logins/application/start-login.ts";
import { recordingDirectoryQueue } from "./a-directory.ts";
import { aLoginGateway } from "./a-login-gateway.ts";
import { aMover } from "./a-mover.ts";
import { anAccount, NOON } from "./builders.ts";
import type { crashAt } from "./faults.ts";
import { countingIds } from "./recording-ports.ts";

export const DEVICE = { type: "ipad", regionId: "320000" } as const;

/** An account that was never logged in, with a device. */
export function aNewcomer(changes: Partial<Account> = {}): Account {
  return anAccount({ state: "IDLE", wxid: "", device: DEVICE, ...changes });
}

/** The use cases of logins over memory adapters. `dying` gives use cases over the same ports that die as told. */
export function aLoginWorld(initial: readonly Account[] = [aNewcomer()]) {
  const accounts = createMemoryAccounts(initial);
  const logins = createMemoryLogins();
  const newDevices = createMemoryNewDevices();
  const loginGateway = aLoginGateway();
  const directory = recordingDirectoryQueue();
  const mover = aMover(accounts);
  let keys = 0;

  function useCases(crash?: ReturnType<typeof crashAt>) {
    const port = <T extends object>(target: T): T => (crash ? crash.port(target) : target);
    const ports = {
      ...mover,
      accounts: port(accounts),
      logins: port(logins),
      newDevices: port(newDevices),
      loginGateway: port(loginGateway),
      callbackTarget: port(loginGateway.callbackTarget),
      directoryQueue: port(directory.queue),
      tasks: port(mover.tasks),
      events: port(mover.events),
      move: crash ? mover.moverThatDies(crash) : mover.move,
      newKey: () => {
        keys += 1;
        return `key-${keys}-${"k".repeat(24)}`;
      },
      publicUrl: "https://fleet.example.com",
      callbackUrl: async () => "https://fleet.example.com/callbacks/wechatapi/secret",
    };
    const startLogin = createStartLogin(ports);
    const poll = createPollLogin({ ...ports, newId: countingIds("ticket") });
    return {
      startLogin,
      poll,
      endStale: createEndStaleLogin({ ...ports, poll }),
      again: createLogInAgain({ ...ports, startLogin }),
      new: createLogInNew({ ...ports, startLogin }),
      setCallback: createSetCallback(ports),
    };
  }

  const run = useCases();
  const { tasks, clock } = mover;

  /** Carries out due login tasks, as the queue would, until `seconds` have passed. */
  async function pass(seconds: number): Promise<void> {
    const end = clock.now() + seconds * 1000;
    for (;;) {
      const due = waiting
        .concat(
          tasks.added.splice(0).map(({ task, delaySeconds }) => ({ task, at: clock.now() + delaySeconds * 1000 })),
        )
        .sort((a, b) => a.at - b.at);
      const next = due[0];
      waiting = due.slice(1);
      if (!next || next.at > end) {
        if (next) waiting.unshift(next);
        clock.advance(end - clock.now());
        return;
      }
      clock.advance(Math.max(0, next.at - clock.now()));
      if (next.task.type === "poll-login") await run.poll(next.task);
      if (next.task.type === "set-callback") await run.setCallback(next.task);
      if (next.task.type === "log-in") await run.again(next.task);
    }
  }
  let waiting: { task: AccountTask; at: number }[] = [];

  const account = async (appId = "wx_app_1") => {
    const found = await accounts.get(appId);
    if (!found) throw new Error(`no account ${appId}`);
    return found;
  };
  return {
    ...mover,
    accounts,
    logins,
    newDevices,
    gateway: loginGateway,
    directory,
    ...run,
    useCases,
    pass,
    account,
    start: NOON,
  };
}
