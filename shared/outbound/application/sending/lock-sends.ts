import type { Clock, Log, Metrics } from "../../../kernel/application/ports/runtime.ts";
import type { OutboundCommand } from "../../domain/command.ts";
import { type SendOutcome, VERDICTS } from "../../domain/outcome.ts";
import { judgeHolder, SEND_LOCK_TIME, sendLockOf } from "../../domain/send-lock.ts";
import type { Gateway, Ledger, SendLocks } from "../ports/outbound.ts";

export type LockSendsDeps = {
  readonly locks: SendLocks;
  readonly ledger: Pick<Ledger, "get">;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
};

/**
 * A gateway that sends the same content to the same recipient once in five minutes, whichever commands ask for it. A
 * command's own retry passes. It is for claimed commands only: the row of a lock's owner tells whether the lock still
 * counts or was left behind by a crash. Where the lock or the ledger cannot be read, nothing is sent (`not-prepared`).
 */
export function lockSends<G extends Pick<Gateway, "send">>(gateway: G, deps: LockSendsDeps): G {
  /** Undefined once the lock is the command's own. */
  async function take(lock: string, { id }: OutboundCommand): Promise<SendOutcome | undefined> {
    const now = deps.clock.now();
    const until = now + SEND_LOCK_TIME;
    const first = await deps.locks.take(lock, id, until, now);
    if (first.taken) return undefined;
    switch (judgeHolder(await deps.ledger.get(first.by), now)) {
      case "sent":
        deps.metrics.count("SendSuppressed");
        return { type: "withheld", again: false, by: first.by };
      case "under way":
        return { type: "withheld", again: true, by: first.by };
      case "over": {
        const second = await deps.locks.take(lock, id, until, now, first.by);
        if (second.taken) return undefined;
        return { type: "withheld", again: true, by: second.by };
      }
    }
  }

  async function lockedBy(lock: string, command: OutboundCommand): Promise<SendOutcome | undefined> {
    try {
      return await take(lock, command);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { type: "failed", cause: "not-prepared", message: `the send lock cannot be taken: ${reason}` };
    }
  }

  /** A lock that stays behind does little harm: by the ledger its owner has sent nothing. */
  async function release(lock: string, { id }: OutboundCommand): Promise<void> {
    try {
      await deps.locks.release(lock, id);
    } catch (error) {
      deps.log.error("a send lock was not given back", error, { commandId: id });
    }
  }

  const send: Gateway["send"] = async (command) => {
    const lock = sendLockOf(command);
    const refused = await lockedBy(lock, command);
    if (refused) return refused;
    const outcome = await gateway.send(command);
    if (outcome.type === "failed" && VERDICTS[outcome.cause] !== "unknown") await release(lock, command);
    return outcome;
  };
  return { ...gateway, send };
}
