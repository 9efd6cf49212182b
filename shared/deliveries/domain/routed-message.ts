import type { Account } from "../../accounts/domain/account.ts";
import { named } from "../../accounts/domain/channel.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import type { Delivery, DeliveryOrder, RoutedMessage } from "./delivery.ts";

/** Bytes of JSON of a routed message: an event on the bus may have 256 KB. Source: Amazon EventBridge quotas. */
export const ROUTED_LIMIT = 200 * 1024;

/** The delivery of an order: the message, with its texts cut where it is too large for a target. */
export function deliveryOf(order: DeliveryOrder, message: InboundMessage, account: Account | undefined): Delivery {
  const { id, type, at, origin, target, data, unanswerable } = order;
  const routed: RoutedMessage = {
    specVersion: "1.0",
    id,
    type,
    at,
    origin,
    account: {
      appId: message.appId,
      wxid: account?.wxid || message.wxid,
      name: account?.name ?? "",
      tags: [...(account?.tags ?? [])],
      ...(account ? named(account.channel) : {}),
    },
    message,
    ...(data ? { data } : {}),
  };
  return { target, routed: fitted(routed), ...(unanswerable ? { unanswerable } : {}) };
}

type Text = { readonly path: string; readonly bytes: number; empty(): void };

/** Empties the longest texts (thumbnails, recordings, XML) until the rest fits. */
function fitted(routed: RoutedMessage): RoutedMessage {
  let bytes = jsonBytes(routed);
  if (bytes <= ROUTED_LIMIT) return routed;
  const copy = structuredClone(routed);
  const omitted: string[] = [];
  const texts = [...textsIn(copy.message, "message"), ...textsIn(copy.data ?? {}, "data")];
  for (const text of texts.sort((a, b) => b.bytes - a.bytes)) {
    if (bytes <= ROUTED_LIMIT) break;
    text.empty();
    omitted.push(text.path);
    bytes -= text.bytes - 2;
  }
  return { ...copy, omitted };
}

function textsIn(holder: object, path: string): Text[] {
  return Object.entries(holder).flatMap(([name, value]): Text[] => {
    const inner = `${path}.${name}`;
    if (typeof value === "object" && value !== null) return textsIn(value, inner);
    if (typeof value !== "string" || IDENTIFYING.has(inner)) return [];
    return [{ path: inner, bytes: jsonBytes(value), empty: () => void Reflect.set(holder, name, "") }];
  });
}

/** Fields that identify the message, or that an answer needs: they are never emptied, and they are short. */
const IDENTIFYING: ReadonlySet<string> = new Set(
  ["kind", "appId", "wxid", "conversationId", "chat", "sender", "newMsgId", "msgId", "fromWxid", "v3"].map(
    (name) => `message.${name}`,
  ),
);

function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
