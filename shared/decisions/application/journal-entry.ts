import type { Envelope } from "../../inbound/domain/envelope.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import type { Decision } from "../domain/decision.ts";
import type { JournalEntry } from "./ports/journal.ts";

/** A message as the journal keeps it. */
export function entryOf(envelope: Envelope, message: InboundMessage, decision: Decision): JournalEntry {
  const { id: envelopeId, dedupKey, receivedAt } = envelope;
  const body = "body" in envelope ? { body: envelope.body } : {};
  return { envelopeId, dedupKey, receivedAt, message, decision, ...body };
}
