import type { MessageKind } from "../../messages/domain/inbound-message.ts";

/** How long the journal keeps a message, days: a replay that comes later counts as a new message. */
export const KEPT_DAYS = 90;

const UNLISTED: ReadonlySet<MessageKind> = new Set(["offline", "unknown"]);

/** Whether messages of a kind are listed among those that an account received: kinds that no rule takes are not. */
export function isListed(kind: MessageKind): boolean {
  return !UNLISTED.has(kind);
}
