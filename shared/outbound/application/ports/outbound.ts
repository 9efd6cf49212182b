import type { BucketLimits, Grant } from "../../../kernel/domain/rate.ts";
import type { OutboundCommand } from "../../domain/command.ts";
import type { ByLane, Lane } from "../../domain/lane.ts";
import type { CommandState, LedgerEntry } from "../../domain/ledger.ts";
import type { SendOutcome } from "../../domain/outcome.ts";
import type { CommandReason } from "../../domain/reason.ts";

/**
 * `outbound-live.fifo` or `outbound-bulk.fifo`: group = appId. Returns the ids of the commands that were not accepted, with them all later ones
 * of the same account; never throws because the queue is away.
 */
export type OutboundQueue = { send(commands: readonly OutboundCommand[]): Promise<ReadonlySet<string>> };

/** The command ledger: one row a command, keyed by its id alone. */
export type Ledger = {
  /**
   * Puts the row into `sending` if `judgeClaim` says `send` of what is stored; otherwise returns the row it found.
   * One conditional write when there is no row yet.
   */
  claim(
    command: OutboundCommand,
    owner: string,
    leaseUntil: number,
    now: number,
  ): Promise<{ claimed: true; attempts: number } | { claimed: false; entry: LedgerEntry }>;
  /** Ends a claim; only the owner of the `sending` row can (also when it was called `unknown` meanwhile). */
  finish(commandId: string, owner: string, end: LedgerEnd, now: number): Promise<boolean>;
  /** Turns a `sending` row whose lease ran out into `unknown`; false if somebody else did. */
  abandon(entry: LedgerEntry, reason: CommandReason, now: number): Promise<boolean>;
  /** Ends a command that was never tried (`expired`, `failed`), or holds it, unless its row says that it is beyond that. */
  close(
    command: OutboundCommand,
    state: "expired" | "failed" | "held",
    reason: CommandReason,
    now: number,
  ): Promise<boolean>;
  /** Puts the row into `reserved` unless there is one; returns the row as it stands. */
  reserve(command: OutboundCommand, now: number): Promise<LedgerEntry>;
  /** Puts a row that is held into `reserved`, in its next generation; nothing where it has changed meanwhile. */
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

/** Locks on sending something to somebody, by their names (see `sendLockOf`). */
export type SendLocks = {
  /**
   * Takes a lock until `until` (epoch ms), or prolongs it where `owner` has it already. Who else has it is told, unless
   * that is `instead`, whose hold means nothing any more.
   */
  take(
    lock: string,
    owner: string,
    until: number,
    now: number,
    instead?: string,
  ): Promise<{ readonly taken: true } | { readonly taken: false; readonly by: string }>;
  /** Only its owner gives a lock back. */
  release(lock: string, owner: string): Promise<void>;
};

/** Token buckets, shared by all senders. */
export type TokenBuckets = {
  /** Takes up to `wanted` tokens at once. */
  take(bucket: string, wanted: number, limits: BucketLimits, now: number): Promise<Grant>;
  /** Gives back tokens that were taken and not used. */
  refund(bucket: string, tokens: number, limits: BucketLimits, now: number): Promise<void>;
};

/** Receipt handles of the commands that an account's senders have parked: at most one batch of its group in each lane. */
export type Parking = {
  /** Replaces what was saved of the lane before: a group has one batch in hand at a time. */
  save(appId: string, lane: Lane, receiptHandles: readonly string[], now: number): Promise<void>;
  /** What was saved last and is not forgotten, of both lanes. */
  parked(appId: string, now: number): Promise<ByLane<readonly string[]>>;
  /** Forgets these; what was saved after them stays. */
  forget(appId: string, lane: Lane, receiptHandles: readonly string[]): Promise<void>;
};

/** Where messages go out: only the sender has one. Never throws for what the vendor answered or failed to answer. */
export type Gateway = { send(command: OutboundCommand): Promise<SendOutcome> };
