import type { InboundMessage } from "../../../messages/domain/inbound-message.ts";
import type { Unsure } from "../../domain/backtest/unsure.ts";
import type { Decision } from "../../domain/decision.ts";

/** A message that is judged again, and was decided at `at` as `was`. Times in epoch ms. */
export type PastMoment = {
  readonly envelopeId: string;
  readonly receivedAt: number;
  readonly message: InboundMessage;
  readonly was: Decision;
  readonly at: number;
  /** False for messages from before operators' words on pauses were kept. */
  readonly isRecorded: boolean;
  /** Collects what cannot be known of the facts. */
  readonly unsure: Set<Unsure>;
};
