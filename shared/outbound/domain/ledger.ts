import type { OutboundCommand } from "./command.ts";
import type { CommandReason } from "./reason.ts";

export const commandStates = ["reserved", "sending", "sent", "failed", "unknown", "held", "expired"] as const;
export type CommandState = (typeof commandStates)[number];

/** A command's row in the ledger. It alone decides whether the command is sent. */
export type LedgerEntry = {
  readonly command: OutboundCommand;
  readonly state: CommandState;
  /** Tries that certainly had no effect. */
  readonly attempts: number;
  /** The claim of the sender that holds it while `sending`. */
  readonly owner?: string;
  /** When a `sending` row without a result counts as lost, epoch ms. */
  readonly leaseUntil?: number;
  /** Why it stands where it stands. */
  readonly reason?: CommandReason;
  readonly newMsgId?: string;
  readonly msgId?: string;
  /** Of the sent message, by the vendor's clock, epoch seconds. */
  readonly createTime?: number;
  readonly updatedAt: number;
};

/** What a sender that holds `command` has to do, given the row it found. */
export type Claim = "send" | "done" | "wait" | "lost";

/** States from which a higher generation (an operator's resend, a run's resume) may send again. */
const RESENDABLE: ReadonlySet<CommandState> = new Set(["unknown", "failed", "expired", "held"]);

export function isResendable(state: CommandState): boolean {
  return RESENDABLE.has(state);
}

/**
 * Decides by the row alone: `send` the command, it is `done`, `wait` for the lease of another sender, or that lease ran out
 * (`lost`). A held command is sent: a sender asks for it only after its run was resumed.
 *
 * @param owner the one who asks: a claim of its own, whose answer was lost, it may have again
 */
export function judgeClaim(
  entry: LedgerEntry | undefined,
  command: OutboundCommand,
  now: number,
  owner?: string,
): Claim {
  if (!entry) return "send";
  if (entry.state === "sending") {
    if (owner !== undefined && entry.owner === owner) return "send";
    return now < (entry.leaseUntil ?? 0) ? "wait" : "lost";
  }
  if (entry.state === "reserved" || entry.state === "held") {
    return entry.command.generation <= command.generation ? "send" : "done";
  }
  return RESENDABLE.has(entry.state) && isResend(command, entry.command) ? "send" : "done";
}

/**
 * Whether a later generation may go out after `earlier` was tried. An operator's may: it has a new `notAfter`. A resumed
 * run queues its commands again with the run's `notAfter`, and means only those that were held. One that a sender tried
 * meanwhile is not tried again by itself: it may have gone out.
 */
function isResend(command: OutboundCommand, earlier: OutboundCommand): boolean {
  const isOfResume = "runId" in command.origin && command.notAfter === earlier.notAfter;
  return earlier.generation < command.generation && !isOfResume;
}

/** Tries that count against a claim of `command`: an operator's resend (a higher generation) begins anew. */
export function attemptsBefore(entry: LedgerEntry | undefined, command: OutboundCommand): number {
  return entry && entry.command.generation === command.generation ? entry.attempts : 0;
}

/**
 * Whether a command may be ended, or held, without a try. A row in `unknown` may not, not even by a later generation: the
 * message may have gone out, and an operator must go on seeing that.
 */
export function isClosable(entry: LedgerEntry | undefined, command: OutboundCommand, now: number): boolean {
  return entry?.state !== "unknown" && judgeClaim(entry, command, now) === "send";
}

/**
 * Whether a claim that `owner` may have made, and called nothing under, is taken back by making the row `reserved`. A row
 * that is reserved already is written anew: a claim that is still under way finds it changed.
 */
export function isReleasable(entry: LedgerEntry, { generation }: OutboundCommand, owner: string): boolean {
  if (entry.owner === owner) return entry.state === "sending";
  return entry.state === "reserved" && entry.command.generation <= generation;
}

/**
 * How a command that was to be tried again ends where it was called `unknown` meanwhile: its message has left the queue,
 * and it certainly had no effect. An operator sees it and can resend it.
 */
export function endAfterUnknown({ code }: CommandReason) {
  return { state: "failed", reason: { code: "store-away", ...(code === undefined ? {} : { detail: code }) } } as const;
}

/** The command of a row in its next generation. */
export function inNextGeneration({ command }: Pick<LedgerEntry, "command">): OutboundCommand {
  return { ...command, generation: command.generation + 1 };
}

/**
 * Rows of a person's request that wait for their turn. Where the request broke off before they were queued, no sender
 * comes for them. A run looks after its own rows, and commands of rules have no row before their turn.
 */
export function isRequested({ state, command: { origin } }: Pick<LedgerEntry, "state" | "command">): boolean {
  return state === "reserved" && ("requestId" in origin || "revokes" in origin);
}

/** States that an operator has to look at. */
export type AttentionState = Extract<CommandState, "unknown" | "failed">;

export function needsAttention(state: CommandState): state is AttentionState {
  return state === "unknown" || state === "failed";
}
