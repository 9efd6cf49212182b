import type { InboundMessage } from "../../../messages/domain/inbound-message.ts";
import type { BodyRef } from "../../domain/envelope.ts";

/** Bodies too large for the queue. */
export type BodyStore = {
  put(key: string, message: InboundMessage): Promise<BodyRef>;
  get(ref: BodyRef): Promise<InboundMessage>;
};
