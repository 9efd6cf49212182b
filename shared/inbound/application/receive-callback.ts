import { AppError } from "../../kernel/domain/errors.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import type { Envelope } from "../domain/envelope.ts";
import { STORE_PATIENCE, spoolShard } from "../domain/spool.ts";
import type { InboundQueue } from "./ports/queue.ts";
import { type SealEnvelopeDeps, sealEnvelope } from "./seal-envelope.ts";
import { createSpoolEnvelope, type SpoolEnvelopeDeps } from "./spool-envelope.ts";
import { createSpoolGates, type SpoolGatesDeps } from "./spool-gates.ts";

export type AcceptEnvelopeDeps = SpoolEnvelopeDeps & SpoolGatesDeps & { readonly queue: InboundQueue };
export type ReceiveCallbackDeps = SealEnvelopeDeps & AcceptEnvelopeDeps;

/** Accepts one message under a new envelope: see `createAcceptEnvelope`. `lanes`: see `sealEnvelope`. */
export function createReceiveCallback(
  deps: ReceiveCallbackDeps,
): (message: InboundMessage, lanes?: number) => Promise<Envelope> {
  const accept = createAcceptEnvelope(deps);
  return async (message, lanes) => accept(await sealEnvelope(deps, message, lanes));
}

/**
 * Accepts one envelope: puts it on the inbound queue, or on the spool while the queue refuses. Resolves when the message
 * is safe; throws `unavailable` when neither took it, so that the vendor repeats, at the latest when the store was waited
 * for for `STORE_PATIENCE` ms.
 *
 * Order: a caller that gets an answer may rely on later callbacks standing behind this message (`createSpoolEnvelope`).
 */
export function createAcceptEnvelope(deps: AcceptEnvelopeDeps): (envelope: Envelope) => Promise<Envelope> {
  const gates = createSpoolGates(deps);
  const spoolEnvelope = createSpoolEnvelope(deps, gates);

  async function trySend(envelope: Envelope): Promise<boolean> {
    try {
      await deps.queue.send(envelope);
      return true;
    } catch (error) {
      deps.log.error("the inbound queue refused an envelope; it goes to the spool", error, {
        envelopeId: envelope.id,
        appId: envelope.appId,
      });
      return false;
    }
  }

  return async (envelope) => {
    const shard = spoolShard(envelope.appId);
    const from = deps.clock.now();
    const isOpen = await gates.isOpen(shard);
    const patience = STORE_PATIENCE - (deps.clock.now() - from);
    if (!isOpen && (await trySend(envelope))) return envelope;
    try {
      await spoolEnvelope(shard, envelope, patience);
    } catch (cause) {
      throw new AppError("unavailable", "neither the queue nor the spool accepted the message; send it again", {
        retryable: true,
        cause,
        details: { appId: envelope.appId },
      });
    }
    return envelope;
  };
}
