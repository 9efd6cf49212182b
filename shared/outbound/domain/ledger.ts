import type { OutboundCommand } from "./command.ts";
import type { CommandReason } from "./reason.ts";

export const commandStates = ["reserved", "sending", "sent", "failed", "unknown", "held", "expired"] as const;
export type CommandState = (typeof commandStates)[number];

/** A command's row in the ledger: the only judge of whether it is sent. */
export type LedgerEntry = {
  readonly command: OutboundCommand;
  readonly state: CommandState;
  /** Tries that ended definitely without effect. */
  readonly attempts: number;
  /** Who holds it while `sending`. */
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
 * Decides by the row alone: `send` it, it is `done`, `wait` for another holder's lease, or that lease ran out (`lost`).
 * Who asks for a command of a paused broadcast knows that it goes on: what was held is sent.
 */
export function judgeClaim(entry: LedgerEntry | undefined, command: OutboundCommand, now: number): Claim {
  if (!entry) return "send";
  if (entry.state === "sending") return now < (entry.leaseUntil ?? 0) ? "wait" : "lost";
  if (entry.state === "reserved" || entry.state === "held") {
    return entry.command.generation <= command.generation ? "send" : "done";
  }
  return RESENDABLE.has(entry.state) && isResend(command, entry.command) ? "send" : "done";
}

/**
 * Whether a later generation may go out after `earlier` was tried: an operator's may, whose time begins anew. What a
 * resume of a run queues again keeps the run's time, and is for what was held alone: whatever was tried meanwhile (by a
 * sender that still had the earlier one) is not tried again by itself, above all not what may have gone out.
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
 * Whether a command may be ended, or held, without a try. A row in `unknown` never is, not by a later
 * generation either: the message may have gone out, and that must stay in sight.
 */
export function isClosable(entry: LedgerEntry | undefined, command: OutboundCommand, now: number): boolean {
  return entry?.state !== "unknown" && judgeClaim(entry, command, now) === "send";
}

/** The command of a row in its next generation. */
export function inNextGeneration({ command }: Pick<LedgerEntry, "command">): OutboundCommand {
  return { ...command, generation: command.generation + 1 };
}

/**
 * Rows of a person's request that wait for their turn. Where the request broke off before the queue had them, nobody comes
 * for them; a run looks after its own rows, and what rules decided has none before its turn.
 */
export function isRequested({ state, command: { origin } }: Pick<LedgerEntry, "state" | "command">): boolean {
  return state === "reserved" && ("requestId" in origin || "revokes" in origin);
}

/** States that a person has to look at. */
export type AttentionState = Extract<CommandState, "unknown" | "failed">;

export function needsAttention(state: CommandState): state is AttentionState {
  return state === "unknown" || state === "failed";
}
