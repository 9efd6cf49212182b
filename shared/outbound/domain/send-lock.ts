import { sha256Hex } from "../../kernel/domain/ids.ts";
import type { OutboundCommand } from "./command.ts";
import type { LedgerEntry } from "./ledger.ts";

/** How long the same content is not sent to the same recipient again, ms. */
export const SEND_LOCK_TIME = 300_000;

/** The name of the lock that a command needs: the same for the same content from the same account to the same recipient. */
export function sendLockOf({ appId, to, content }: OutboundCommand): string {
  return sha256Hex("send-lock", appId, to, JSON.stringify(content));
}

/**
 * What the lock of a command means for another command, by the owner's row in the ledger. A sender takes the lock after
 * the claim and before the call, so an owner that has left `sending` without sending has to take it anew. `sent`: the
 * recipient has the content, or may have it. `under way`: the owner is sending it. `over`: nothing went out.
 */
export function judgeHolder(entry: LedgerEntry | undefined, now: number): "sent" | "under way" | "over" {
  if (!entry) return "over";
  switch (entry.state) {
    case "sent":
    case "unknown":
      return "sent";
    case "sending":
      // Its sender died after it had begun: the message may have gone out.
      return now < (entry.leaseUntil ?? 0) ? "under way" : "sent";
    case "reserved":
    case "failed":
    case "held":
    case "expired":
      return "over";
    default:
      return entry.state satisfies never;
  }
}
