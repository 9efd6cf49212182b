import { isSent } from "../../messages/domain/kinds.ts";
import { type Item, isExpired, textOf } from "../../platform/dynamodb/attributes.ts";

/** Rows of a conversation that one read fetches in search of a received message, which is usually among the first. */
export const ROWS_A_READ = 20;

/**
 * Whether the other side sent the message of a row, other than the message of the envelope itself. Rows from before
 * `fromSelf` was stored count as received.
 */
export function isReceived(item: Item, envelopeId: string, now: number): boolean {
  return (
    isSent(textOf(item, "kind")) &&
    !item.fromSelf?.BOOL &&
    textOf(item, "envelopeId") !== envelopeId &&
    !isExpired(item, now)
  );
}
