import { normalizeCallback } from "../../../shared/adapters/wechat-api/normalize/callback.ts";
import { parseCallbackBody } from "../../../shared/adapters/wechat-api/normalize/callback-body.ts";
import type { InboundMessage } from "../../../shared/messages/domain/inbound-message.ts";
import { toJson } from "./a-callback.ts";

/** When the tests' callbacks came, epoch ms. */
export const RECEIVED_AT = 1_800_000_000_000;

/** The message in a callback's body, read from JSON text as the function reads it. */
export function normalizeBody(body: unknown): InboundMessage {
  const parsed = parseCallbackBody(toJson(body));
  if (parsed.type === "probe") throw new Error("expected a message");
  return normalizeCallback(parsed.callback, RECEIVED_AT);
}
