import { sha256Hex } from "../../kernel/domain/ids.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import { shownOf } from "../../messages/domain/kinds.ts";
import { membersShown } from "../../messages/domain/new-members.ts";

/**
 * What the copies that several accounts receive of one group message have in common: who wrote what in which second.
 * The vendor does not promise that `NewMsgId` is the same for two accounts. Two messages that are alike within a second
 * have one key, so the same account answers both. A copy without a time has its id.
 */
export function copyKeyOf(message: InboundMessage): string {
  const { kind, sentAt, undated, newMsgId = "" } = message;
  const when = undated ? newMsgId : String(Math.floor(sentAt / 1000));
  // A notice of new members says "you" to the one who invited them.
  const what = kind === "group-joined" ? ["", membersShown(message, "named")] : [message.sender, shownOf(message)];
  return sha256Hex(kind, when, ...what).slice(0, 32);
}
