import type { Envelope } from "../../domain/envelope.ts";

/** `inbound.fifo`: group = appId, deduplication id = hash of appId and dedupKey. Throws `unavailable`. */
export type InboundQueue = { send(envelope: Envelope): Promise<void> };
