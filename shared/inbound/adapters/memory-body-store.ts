import { AppError } from "../../kernel/domain/errors.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import type { BodyStore } from "../application/ports/body-store.ts";

/** Large bodies in memory. */
export function createMemoryBodyStore(): BodyStore {
  const bodies = new Map<string, InboundMessage>();
  return {
    async put(key, message) {
      bodies.set(key, message);
      return { key, bytes: Buffer.byteLength(JSON.stringify(message)) };
    },
    async get({ key }) {
      const message = bodies.get(key);
      if (message) return message;
      throw new AppError("not-found", `the bodies bucket has no '${key}'`, { details: { key } });
    },
  };
}
