import type { InboundMessage, MessageKind } from "../../messages/domain/inbound-message.ts";
import { isSent } from "../../messages/domain/kinds.ts";
import type { Channel } from "./channel.ts";
import { openUntil, type WindowAct } from "./windows.ts";

type MessageOf<K extends MessageKind> = Extract<InboundMessage, { kind: K }>;
type Acts = { readonly [K in MessageKind]?: (message: MessageOf<K>) => WindowAct | undefined };

/** Entries of a menu whose click opens the window. Pictures and places follow as messages, which open it themselves. */
const OPENING_ENTRIES: ReadonlySet<string> = new Set(["click", "scancode_push", "scancode_waitmsg"]);

/** A row for each event that opens a window. */
const ACTS: Acts = {
  subscribe: ({ tradeNo }) => (tradeNo === undefined ? "follow" : "payment"),
  payment: () => "payment",
  scan: () => "scan",
  "menu-click": ({ entry }) => (OPENING_ENTRIES.has(entry.toLowerCase()) ? "menu-click" : undefined),
  event: ({ name }) => (name.toLowerCase() === "user_enter_tempsession" ? "session-entered" : undefined),
  /** A message of a type that the platform does not know. */
  unknown: () => "message",
};

/** The act by which a message or event opens a window; undefined where it opens nothing. */
export function windowActOf(message: InboundMessage): WindowAct | undefined {
  if (isSent(message.kind)) return "message";
  const acts: Partial<Record<MessageKind, (message: never) => WindowAct | undefined>> = ACTS;
  return acts[message.kind]?.(message as never);
}

/**
 * Until when an answer to a message finds the window open that the message opened, epoch ms. Undefined where it opened
 * nothing, or where the answer goes to another person.
 */
export function answerableUntil(
  channel: Channel,
  message: InboundMessage,
  to: string,
  now: number,
): number | undefined {
  if (message.sender !== to) return undefined;
  return openUntil(channel, windowActOf(message), message.sentAt > 0 ? Math.min(message.sentAt, now) : now);
}
