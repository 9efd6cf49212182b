import type { Opening } from "../../../kernel/application/ports/circuits.ts";
import type { BucketLimits, Grant } from "../../../kernel/domain/rate.ts";
import type { AccountTrouble } from "../../domain/account-circuit.ts";
import type { OutboundCommand } from "../../domain/command.ts";
import type { ByLane, Lane } from "../../domain/lane.ts";
import type { CommandState, LedgerEntry } from "../../domain/ledger.ts";
import type { SendOutcome } from "../../domain/outcome.ts";
import type { CommandReason } from "../../domain/reason.ts";

/**
 * `outbound-live.fifo` or `outbound-bulk.fifo`: group = appId. Returns the ids of the commands that were not accepted,
 * and with each of them all later ones of the same account. Does not throw when the queue cannot be reached.
 */
export type OutboundQueue = { send(commands: readonly OutboundCommand[]): Promise<ReadonlySet<string>> };

/** The command ledger: one row a command, keyed by its id alone. */
export type Ledger = {
  /**
   * Puts the row into `sending` if `judgeClaim` says `send` of what is stored; otherwise returns the row it found. One
   * conditional write when there is no row yet. A call whose answer was lost may be repeated under the same `owner`.
   */
  claim(
    command: OutboundCommand,
    owner: string,
    leaseUntil: number,
    now: number,
  ): Promise<{ claimed: true; attempts: number } | { claimed: false; entry: LedgerEntry }>;
  /**
   * Ends a claim. Only the owner of the `sending` row can, also when it was called `unknown` meanwhile. Returns the
   * state in which the row stands then: that of `end`, except that what was called `unknown` is not `reserved` again
   * but `failed` (`endAfterUnknown`). Undefined where the row is another's.
   */
  finish(commandId: string, owner: string, end: LedgerEnd, now: number): Promise<CommandState | undefined>;
  /**
   * Takes back a claim that may have been made, and under which nothing was called. The row is `reserved` then, and a
   * claim of this owner that is still under way fails. The result is that of `finish`.
   */
  release(
    command: OutboundCommand,
    owner: string,
    reason: CommandReason,
    now: number,
  ): Promise<CommandState | undefined>;
  /**
   * Turns a `sending` row whose lease ran out into `unknown`; false if the row has changed meanwhile. `by`: an id of
   * this act alone, under which a call whose answer was lost may be repeated.
   */
  abandon(entry: LedgerEntry, reason: CommandReason, now: number, by?: string): Promise<boolean>;
  /**
   * Ends a command without a try (`expired`, `failed`), or holds it; false where its row forbids that (`isClosable`).
   * `by` as in `abandon`.
   */
  close(
    command: OutboundCommand,
    state: "expired" | "failed" | "held",
    reason: CommandReason,
    now: number,
    by?: string,
  ): Promise<boolean>;
  /** Puts the row into `reserved` unless there is one; returns the row as it stands. */
  reserve(command: OutboundCommand, now: number): Promise<LedgerEntry>;
  /**
   * Puts a row that is held into `reserved`, in its next generation. A row that has changed meanwhile stays as it is.
   */
  reserveAgain(held: LedgerEntry, now: number): Promise<void>;
  get(commandId: string): Promise<LedgerEntry | undefined>;
  /** Rows as `reserve` made them for a person's request (`isRequested`), oldest first. */
  listRequested(
    limit: number,
    cursor?: string,
  ): Promise<{ readonly entries: readonly LedgerEntry[]; readonly cursor?: string }>;
  /** Rows that need a person, newest first. */
  listAttention(
    state: CommandState,
    limit: number,
    cursor?: string,
  ): Promise<{ entries: readonly LedgerEntry[]; cursor?: string }>;
};

export type LedgerEnd =
  | {
      readonly state: "sent";
      readonly newMsgId: string;
      readonly msgId?: string;
      /** Epoch seconds. */
      readonly createTime?: number;
    }
  | { readonly state: "failed" | "unknown" | "expired"; readonly reason: CommandReason }
  | { readonly state: "reserved"; readonly reason: CommandReason; readonly attempts: number };

/** Locks on sending a content to a recipient, by their names (see `sendLockOf`). */
export type SendLocks = {
  /**
   * Takes a lock until `until` (epoch ms), or prolongs it where `owner` has it already. Where another owner has it, its
   * id is returned in `by`. `instead` names an owner whose lock may be taken: its command is over.
   */
  take(
    lock: string,
    owner: string,
    until: number,
    now: number,
    instead?: string,
  ): Promise<{ readonly taken: true } | { readonly taken: false; readonly by: string }>;
  /** Gives a lock back; a lock of another owner stays. */
  release(lock: string, owner: string): Promise<void>;
};

/** What a bucket gave. `tripped`: the account's circuit has opened, and no call has succeeded since. */
export type Taken = Grant & { readonly tripped?: boolean };

/** What a bucket gave to a process that may take ahead. */
export type TakenAhead = Taken & {
  /** Tokens beyond the granted ones. They lapse one by one, the last one at `until` (epoch ms). */
  readonly extra: number;
  readonly until: number;
  /** Of the tokens that the process said had lapsed, how many the day has back. */
  readonly lapsed: number;
};

/** Token buckets, shared by all senders. */
export type TokenBuckets = {
  /** Takes up to `wanted` tokens at once. */
  take(bucket: string, wanted: number, limits: BucketLimits, now: number): Promise<Taken>;
  /**
   * Gives back tokens that were taken and not used. While the account's circuit is open, they count for the day only.
   */
  refund(bucket: string, tokens: number, limits: BucketLimits, now: number): Promise<void>;
  /**
   * Counts the day's cap as used, with a burst more for tokens that are still given back: these `limits` get nothing
   * before midnight in China. False where so much was used already.
   */
  exhaust(bucket: string, limits: BucketLimits, now: number): Promise<boolean>;
};

/** Token buckets of which a process takes more than it wants now. */
export type AheadBuckets = Pick<TokenBuckets, "take" | "exhaust"> & {
  /**
   * Takes `wanted` tokens and up to `extra` more (`aheadOf`), and gives the day back `lapsed` ones that this process
   * took ahead and did not use. An account whose calls fail gives no extra ones and takes back nothing, because its
   * circuit judges by what is taken.
   */
  takeAhead(
    bucket: string,
    ask: { readonly wanted: number; readonly extra: number; readonly lapsed: number },
    limits: BucketLimits,
    now: number,
  ): Promise<TakenAhead>;
  /** As `refund`. `lapsed`: tokens that only the day gets back. */
  refund(bucket: string, tokens: number, limits: BucketLimits, now: number, lapsed?: number): Promise<void>;
};

/** The circuits of accounts. Each is a part of its account's bucket, so that a sender that takes tokens asks it too. */
export type AccountCircuits = {
  /** Counts a failed call. Returns what the bucket tells after it. */
  fail(bucket: string, now: number): Promise<AccountTrouble>;
  /**
   * Opens a circuit that has opened `trips - 1` times: the bucket gives nothing until `until`, and one token then.
   * False where another sender has opened or closed it meanwhile.
   */
  open(bucket: string, opening: Opening, limits: BucketLimits, now: number): Promise<boolean>;
  /** Forgets failures and openings. */
  close(bucket: string, now: number): Promise<void>;
};

/**
 * Receipt handles of the commands that an account's senders have parked: at most one batch of its group in each lane.
 */
export type Parking = {
  /** Replaces what was saved of the lane before: a group has one batch in hand at a time. */
  save(appId: string, lane: Lane, receiptHandles: readonly string[], now: number): Promise<void>;
  /** The handles of both lanes that were saved last and are not forgotten. */
  parked(appId: string, now: number): Promise<ByLane<readonly string[]>>;
  /** Forgets these; what was saved after them stays. */
  forget(appId: string, lane: Lane, receiptHandles: readonly string[]): Promise<void>;
};

/** Sends messages; only the sender has one. What the vendor answers, or fails to answer, is an outcome and no error. */
export type Gateway = { send(command: OutboundCommand): Promise<SendOutcome> };
