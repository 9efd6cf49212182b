import type { Clock, NewId } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { dedupKeyOf } from "../../messages/domain/dedup-key.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import { type Envelope, INLINE_LIMIT, laneOf } from "../domain/envelope.ts";
import type { BodyStore } from "./ports/body-store.ts";

export type SealEnvelopeDeps = { readonly bodies: BodyStore; readonly clock: Clock; readonly newId: NewId };

/**
 * The envelope of a message, under a new id; a large message goes to the bodies bucket. `lanes`: how many the account
 * has. Throws `unavailable` (retryable) where a large message could not be stored.
 */
export async function sealEnvelope(
  { bodies, clock, newId }: SealEnvelopeDeps,
  message: InboundMessage,
  lanes?: number,
): Promise<Envelope> {
  const id = newId();
  const head = {
    id,
    appId: message.appId,
    dedupKey: dedupKeyOf(message) ?? id,
    receivedAt: clock.now(),
    ...(lanes === undefined ? {} : { lane: laneOf(message.conversationId, lanes) }),
  };
  if (!isLarge(message)) return { ...head, message };
  try {
    return { ...head, body: await bodies.put(`inbound/${message.appId}/${id}.json`, message) };
  } catch (cause) {
    throw new AppError("unavailable", "a large message could not be stored; send it again", {
      retryable: true,
      cause,
      details: { appId: message.appId },
    });
  }
}

function isLarge(message: InboundMessage): boolean {
  if (message.kind === "text" && message.text.length < INLINE_LIMIT / 8) return false;
  return Buffer.byteLength(JSON.stringify(message)) > INLINE_LIMIT;
}
