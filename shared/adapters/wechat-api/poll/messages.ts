import type { MessageSource } from "../../../inbound/application/ports/polling.ts";
import { AppError } from "../../../kernel/domain/errors.ts";
import { parseLosslessJson } from "../../../kernel/domain/lossless-json.ts";
import type { InboundMessage } from "../../../messages/domain/inbound-message.ts";
import { type CallOptions, createCallEndpoint } from "../client/call-endpoint.ts";
import { poll } from "../contract/modules/poll.ts";
import { normalizeCallback } from "../normalize/callback.ts";
import { readCallback, type VendorCallback } from "../normalize/callback-body.ts";
import { membersOf } from "../normalize/envelope.ts";
import { isFields } from "../normalize/fields.ts";
import { readPollAnswer } from "./answer.ts";

export type MessageSourceOptions = CallOptions & {
  /** Epoch ms. */
  readonly now: () => number;
  /** Bytes of JSON that one entry may have. */
  readonly maxEntry: number;
};

/**
 * A gateway's poll endpoint: entries are callback bodies, as objects or as JSON text, and become the same messages. One
 * without `Appid` belongs to the account that was polled.
 */
export function createMessageSource(options: MessageSourceOptions): MessageSource {
  const call = createCallEndpoint(options);
  return {
    async poll(appId, cursor) {
      const sent = cursor === undefined ? {} : { cursor: parseLosslessJson(cursor) };
      const answer = readPollAnswer(appId, await call(poll, { appId, ...sent }));
      const receivedAt = options.now();
      const messages: InboundMessage[] = [];
      let unreadable = 0;
      let tooLarge = 0;
      for (const entry of answer.entries) {
        if (bytesOf(entry) > options.maxEntry) {
          tooLarge += 1;
          continue;
        }
        const callback = callbackOf(appId, entry);
        if (callback === undefined || callback.type === "unreadable") unreadable += 1;
        messages.push(normalizeCallback(callback ?? garbage(appId, entry), receivedAt));
      }
      const after = answer.cursor === undefined ? {} : { cursor: JSON.stringify(answer.cursor) };
      return { messages, unreadable, tooLarge, ...after };
    },
  };
}

function bytesOf(entry: unknown): number {
  return Buffer.byteLength(typeof entry === "string" ? entry : (JSON.stringify(entry) ?? ""));
}

/** Undefined for what is no callback. */
function callbackOf(appId: string, entry: unknown): VendorCallback | undefined {
  try {
    const body = typeof entry === "string" ? parseLosslessJson(entry) : entry;
    return readCallback(isFields(body) ? { ...body, Appid: membersOf(body)("Appid") ?? appId } : body);
  } catch (error) {
    if (error instanceof AppError && error.code === "invalid-input") return undefined;
    throw error;
  }
}

/** Kept as a message of unknown kind: it has no id, so that nothing recognizes it when it comes again. */
function garbage(appId: string, entry: unknown): VendorCallback {
  return { type: "other", appId, wxid: "", raw: { TypeName: "", Data: entry } };
}
