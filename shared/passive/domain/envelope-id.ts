import { encodeTime } from "ulid";
import { sha256Hex } from "../../kernel/domain/ids.ts";
import { dedupKeyOf, keyTimeOf } from "../../messages/domain/dedup-key.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";

/**
 * The id of a message's envelope, the same at each of WeChat's tries and in each container: so each try finds what
 * another one has decided, as a retry of its own. It sorts by the vendor's time as other ids do. Undefined for messages
 * by which tries cannot be told from other messages.
 */
export function envelopeIdOf(message: InboundMessage): string | undefined {
  const dedupKey = dedupKeyOf(message);
  if (dedupKey === undefined || message.undated) return undefined;
  const { appId, conversationId } = message;
  const time = keyTimeOf(message);
  return `${encodeTime(time)}${sha256Hex(appId, conversationId, String(time), dedupKey).slice(0, 16).toUpperCase()}`;
}
