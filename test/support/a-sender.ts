import { createMemoryAccounts } from "../../shared/accounts/adapters/memory-accounts.ts";
import { createMoveAccount } from "../../shared/accounts/application/move-account.ts";
import type { AccountStore } from "../../shared/accounts/application/ports/store.ts";
import type { Account } from "../../shared/accounts/domain/account.ts";
import { type Channel, channels } from "../../shared/accounts/domain/channel.ts";
import { createMemoryBroadcastRuns } from "../../shared/broadcasts/adapters/memory-runs.ts";
import { createEndIfStopped } from "../../shared/broadcasts/application/end-if-stopped.ts";
import type { BroadcastRuns } from "../../shared/broadcasts/application/ports/runs.ts";
import { createSendBulk, sendIfGoing } from "../../shared/broadcasts/application/send-bulk.ts";
import { createCircuitBreakers, SHARED_RULE } from "../../shared/kernel/application/circuit-breaker.ts";
import type { Circuits } from "../../shared/kernel/application/ports/circuits.ts";
import type { Clock } from "../../shared/kernel/application/ports/runtime.ts";
import { createMemorySettings } from "../../shared/operators/adapters/memory-settings.ts";
import type { SettingsStore } from "../../shared/operators/application/ports/settings.ts";
import { createMemoryAccountCircuits } from "../../shared/outbound/adapters/memory-account-circuits.ts";
import { createMemoryLedger } from "../../shared/outbound/adapters/memory-ledger.ts";
import { createMemoryLostFriends } from "../../shared/outbound/adapters/memory-lost-friends.ts";
import { createMemorySendLocks } from "../../shared/outbound/adapters/memory-send-locks.ts";
import { type BucketRows, createMemoryTokenBuckets } from "../../shared/outbound/adapters/memory-token-buckets.ts";
import type { LostFriends } from "../../shared/outbound/application/ports/lost-friends.ts";
import type {
  AccountCircuits,
  AheadBuckets,
  Gateway,
  Ledger,
  SendLocks,
} from "../../shared/outbound/application/ports/outbound.ts";
import { createHoldUnasked } from "../../shared/outbound/application/quotas/hold-unasked.ts";
import { createTokensAhead } from "../../shared/outbound/application/quotas/tokens-ahead.ts";
import { createReportCircuit } from "../../shared/outbound/application/report-circuit.ts";
import { createAccountBreaker } from "../../shared/outbound/application/sending/account-breaker.ts";
import { lockSends } from "../../shared/outbound/application/sending/lock-sends.ts";
import { createSendCommand } from "../../shared/outbound/application/sending/send-command.ts";
import { createSendOutbound } from "../../shared/outbound/application/sending/send-outbound.ts";
import { createUnfinished } from "../../shared/outbound/application/sending/unfinished.ts";
import { createUpstreams } from "../../shared/outbound/application/sending/upstreams.ts";
import { createWindowCheck } from "../../shared/outbound/application/sending/window-check.ts";
import type { OutboundCommand } from "../../shared/outbound/domain/command.ts";
import type { Lane } from "../../shared/outbound/domain/lane.ts";
import type { SendOutcome } from "../../shared/outbound/domain/outcome.ts";
import { createMemoryCircuits } from "../../shared/platform/memory/circuits.ts";
import { createMemoryProfiles } from "../../shared/profiles/adapters/memory-profiles.ts";
import { createReadActed } from "../../shared/profiles/application/read-acted.ts";
import { anAccount } from "./builders.ts";
import { fakeClock } from "./fake-clock.ts";
import type { crashAt } from "./faults.ts";
import { recordingObservability } from "./recording-observability.ts";
import {
  countingIds,
  recordingAccountTasks,
  recordingBeats,
  recordingEvents,
  recordingGateway,
} from "./recording-ports.ts";

/** Limits too high to stop a send, for tests that are not about limits. */
export const UNLIMITED = { perSecond: 1000, burst: 1000, dailyCap: 1_000_000 };

type Sends = Pick<Gateway, "send">;
type Crash = Pick<ReturnType<typeof crashAt>, "port">;
const NO_CRASH: Crash = { port: (target) => target };

/** What senders store. */
export type SenderStorage = {
  readonly ledger: Ledger;
  readonly accounts: AccountStore;
  readonly settings: SettingsStore;
  readonly buckets: AheadBuckets;
  readonly accountCircuits: AccountCircuits;
  readonly circuits: Circuits;
  readonly runs: BroadcastRuns;
  readonly locks: SendLocks;
  /** In memory unless given. */
  readonly lostFriends?: LostFriends;
};

function memorySenderStorage(accounts: readonly Account[]): SenderStorage {
  const bucketRows: BucketRows = new Map();
  return {
    ledger: createMemoryLedger(),
    accounts: createMemoryAccounts(accounts),
    settings: createMemorySettings(),
    buckets: createMemoryTokenBuckets(bucketRows),
    accountCircuits: createMemoryAccountCircuits(bucketRows),
    circuits: createMemoryCircuits(),
    runs: createMemoryBroadcastRuns(),
    locks: createMemorySendLocks(),
  };
}

/**
 * The sender of a lane over memory adapters, or over `storage`. The gateway answers `outcomes` in turn, then success;
 * WeChat's open platform does the same with `officialOutcomes`. `process` gives another sender over the same storage,
 * of the same lane or another one, which dies where its `crash` says.
 */
export function setUpSender(
  outcomes: readonly SendOutcome[] = [],
  accounts: readonly Account[] = [unlimited()],
  lane: Lane = "live",
  officialOutcomes: readonly SendOutcome[] = [],
  storage: SenderStorage = memorySenderStorage(accounts),
) {
  const stores = {
    ...storage,
    lostFriends: storage.lostFriends ?? createMemoryLostFriends(),
    profiles: createMemoryProfiles(),
    gateway: recordingGateway(outcomes),
    officialGateway: recordingGateway(officialOutcomes),
    events: recordingEvents(),
    tasks: recordingAccountTasks(),
    beats: recordingBeats(),
    woken: [] as string[],
    alive: [] as string[],
  };
  const world = fakeClock();
  const newId = countingIds("owner");
  const observed = recordingObservability();

  function process(crash: Crash = NO_CRASH, ofLane = lane, clock: Clock = world) {
    const circuits = crash.port(stores.circuits);
    const staysOpen = createReportCircuit({ ...observed, events: crash.port(stores.events) });
    const breakerOf = createCircuitBreakers({
      ...observed,
      circuits,
      clock,
      rule: SHARED_RULE,
      kind: "upstream",
      staysOpen,
    });
    const ahead = createTokensAhead({
      ...observed,
      buckets: crash.port(stores.buckets),
      circuits: crash.port(stores.accountCircuits),
    });
    const accountBreaker = createAccountBreaker({
      ...observed,
      circuits: ahead.circuits,
      clock,
      staysOpen,
    });
    const ledger = crash.port(stores.ledger);
    const locks = crash.port(stores.locks);
    const guarded = (gateway: Sends) =>
      ofLane === "bulk" ? lockSends(gateway, { ...observed, locks, ledger, clock }) : gateway;
    const ofOthers: Sends = crash.port(stores.officialGateway);
    const others = Object.fromEntries(channels.map((channel) => [channel, ofOthers])) as Record<Channel, Sends>;
    const upstreams = createUpstreams({ ...others, personal: crash.port(stores.gateway) }, breakerOf, guarded);
    const unfinished = createUnfinished(observed);
    const senders = { upstreams, accountBreaker, unfinished };
    const shared = { ...observed, ...senders, clock, newId, accounts: crash.port(stores.accounts) };
    const settings = crash.port(stores.settings);
    const sendOne = createSendCommand({
      lane: ofLane,
      isWindowShut: createWindowCheck({
        ...observed,
        clock,
        settings,
        readActed: createReadActed({ profiles: crash.port(stores.profiles), clock }),
      }),
      holdUnasked: createHoldUnasked({
        ...observed,
        clock,
        settings,
        buckets: ahead.buckets,
        events: crash.port(stores.events),
      }),
      lostFriends: crash.port(stores.lostFriends),
      ...shared,
      ledger,
      events: crash.port(stores.events),
      alive: async (appId) => void stores.alive.push(appId),
      move: createMoveAccount({
        ...shared,
        events: crash.port(stores.events),
        tasks: crash.port(stores.tasks),
        beats: crash.port(stores.beats),
        wake: async (appId) => void stores.woken.push(appId),
      }),
    });
    const endIfStopped = createEndIfStopped({ ...observed, clock, ledger, runs: crash.port(stores.runs) });
    const sendGoing = createSendOutbound({
      ...shared,
      lane: ofLane,
      settings,
      buckets: ahead.buckets,
      sendOne: ofLane === "bulk" ? sendIfGoing(sendOne, endIfStopped) : sendOne,
    });
    const send = ofLane === "bulk" ? createSendBulk({ ...observed, endIfStopped, send: sendGoing }) : sendGoing;
    return {
      sendOne,
      /** Sends commands that were received `receiveCount` times, with 17 s to go. */
      send: (commands: readonly OutboundCommand[], receiveCount = 1) =>
        send(
          commands.map((command) => ({ command, receiveCount })),
          clock.now() + 17_000,
        ),
    };
  }
  const stateOf = async (id: string) => (await stores.ledger.get(id))?.state;
  return { ...stores, ...observed, clock: world, process, stateOf, ...process() };
}

/** An online account whose bucket is too large to stop a send. */
export function unlimited(changes: Partial<Account> = {}): Account {
  return anAccount({ limits: UNLIMITED, ...changes });
}
