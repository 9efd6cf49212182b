import { createMemoryAccounts } from "../../shared/accounts/adapters/memory-accounts.ts";
import type { Account } from "../../shared/accounts/domain/account.ts";
import { createMemoryDirectory } from "../../shared/directory/adapters/memory-directory.ts";
import type { AddressBook } from "../../shared/directory/application/ports/address-book.ts";
import type { DirectoryQueue } from "../../shared/directory/application/ports/queue.ts";
import { createRunDirectoryTask } from "../../shared/directory/application/run-task.ts";
import type { DelayedTask, DirectoryTask } from "../../shared/directory/domain/task.ts";
import { AppError } from "../../shared/kernel/domain/errors.ts";
import { aMember, anAccount } from "./builders.ts";
import { fakeClock } from "./fake-clock.ts";
import type { crashAt } from "./faults.ts";
import { recordingObservability } from "./recording-observability.ts";

/** The gateway's data of one account, which tests change. */
export type Book = {
  people: string[];
  officials: string[];
  /** Groups that the account is in, by id, with their members' wxids. */
  groups: Map<string, string[]>;
  /** Groups that are not saved to the address book, so that no list names them. */
  unsaved: Set<string>;
  /** The error that every call throws. */
  failure?: AppError | undefined;
};

/** A gateway's address book; `calls` lists its calls. */
export function recordingAddressBook(book: Book) {
  const calls: string[] = [];
  function asked(what: string): void {
    calls.push(what);
    if (book.failure) throw book.failure;
  }
  const addressBook: AddressBook = {
    async ids() {
      asked("ids");
      const groups = [...book.groups.keys()].filter((id) => !book.unsaved.has(id));
      return { people: book.people, officials: book.officials, groups };
    },
    async people(_appId, wxids) {
      asked(`people ${wxids.length}`);
      return wxids.map((wxid) => ({ wxid, nickname: `昵称 ${wxid}`, remark: "", alias: "", avatarUrl: "" }));
    },
    async group(_appId, id) {
      asked(`group ${id}`);
      const wxids = book.groups.get(id);
      if (!wxids) throw new AppError("refused", "不在群聊中");
      return {
        group: { id, name: `群 ${id}`, remark: "", owner: wxids[0] ?? "", memberCount: wxids.length, avatarUrl: "" },
        members: wxids.map((wxid) => aMember({ wxid })),
      };
    },
  };
  return { addressBook, calls };
}

/** The directory's queue; `take` gives the waiting tasks and empties the queue. */
export function recordingDirectoryQueue() {
  let waiting: DelayedTask[] = [];
  const down = { now: false };
  const queue: DirectoryQueue = {
    async send(tasks) {
      if (down.now) throw new AppError("unavailable", "SQS is not available", { retryable: true });
      waiting.push(...tasks);
    },
  };
  function take(): DelayedTask[] {
    const taken = waiting;
    waiting = [];
    return taken;
  }
  return { queue, down, take, waiting: () => waiting as readonly DelayedTask[] };
}

/** The worker of the directory over memory adapters; `restart` gives a new one over the same storage. */
export function setUpDirectory(given: Partial<Book> = {}, accounts: readonly Account[] = [anAccount()]) {
  const book: Book = { people: [], officials: [], groups: new Map(), unsaved: new Set(), ...given };
  const { addressBook, calls } = recordingAddressBook(book);
  const lane = recordingDirectoryQueue();
  const directory = createMemoryDirectory();
  const clock = fakeClock();
  const observed = recordingObservability();
  const stores = { accounts: createMemoryAccounts(accounts), directory, addressBook, queue: lane.queue };

  const worker = (crash?: ReturnType<typeof crashAt>) =>
    createRunDirectoryTask({
      ...observed,
      clock,
      accounts: crash ? crash.port(stores.accounts) : stores.accounts,
      directory: crash ? crash.port(directory) : directory,
      addressBook: crash ? crash.port(addressBook) : addressBook,
      queue: crash ? crash.port(lane.queue) : lane.queue,
    });

  /** Works until the queue is empty, each task at its time. */
  async function settle(run = worker()): Promise<void> {
    const end = clock.now() + 3_600_000;
    const due = lane.take().map(({ task, delaySeconds }) => ({ task, at: clock.now() + delaySeconds * 1000 }));
    while (due.length > 0 && clock.now() < end) {
      const next = due.sort((a, b) => a.at - b.at).shift();
      if (!next) break;
      clock.advance(Math.max(0, next.at - clock.now()));
      await run(next.task);
      for (const { task, delaySeconds } of lane.take()) due.push({ task, at: clock.now() + delaySeconds * 1000 });
    }
  }

  const sync = (request = "r-1", asked = false): DirectoryTask => ({
    type: "sync-account",
    appId: "wx_app_1",
    request,
    asked,
  });

  return { ...observed, ...lane, accounts: stores.accounts, book, calls, directory, clock, worker, settle, sync };
}
