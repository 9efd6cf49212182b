import * as z from "zod";
import type { InboundMessage, MessageKind } from "../../messages/domain/inbound-message.ts";
import { isNewItself } from "../../messages/domain/new-members.ts";

type Keys = { readonly [K in MessageKind]?: (message: Extract<InboundMessage, { kind: K }>) => string };

const NO_KEY = () => "";

/**
 * Kinds of messages that are events for rules, each with the key that a condition may ask for besides: how a friend
 * request came about, who was patted, which menu entry. A further event is one more line.
 */
const EVENT_KEYS = {
  /** The vendor's number of the way: 3 by WeChat id, 6 QR code, 14 group, 15 phone number, 17 card, 30 scan. */
  "friend-request": (message) => String(message.scene ?? ""),
  /** The wxid of the person who was patted. */
  pat: (message) => message.to,
  revoke: NO_KEY,
  "group-invitation": NO_KEY,
  "group-renamed": (message) => message.name,
  "group-owner-changed": NO_KEY,
  "group-announcement": NO_KEY,
  "group-todo": NO_KEY,
  "group-changed": NO_KEY,
  "member-removed": NO_KEY,
  "member-left": NO_KEY,
  /** The wxid of the member who brings people in; empty where the notice has names only. */
  "join-application": ({ by }) => by.username,
  "friend-added": NO_KEY,
  /** `not-friend` or `blocked`. */
  "friend-lost": ({ cause }) => cause,
  /** `received` or `opened`. */
  "red-packet-notice": ({ what }) => what,
  /** `self`: the account itself is new in the group; `member`: other people are. */
  "group-joined": (message) => (isNewItself(message) ? "self" : "member"),
  "removed-from-group": NO_KEY,
  "group-dismissed": NO_KEY,
  "contact-changed": NO_KEY,
  /** The scene of the code that brought the person; empty without one. */
  subscribe: (message) => message.scene,
  unsubscribe: NO_KEY,
  scan: (message) => message.scene,
  "menu-click": (message) => message.menuKey,
  "menu-view": (message) => message.url,
} as const satisfies Keys;

export type RuleEvent = keyof typeof EVENT_KEYS;
export const RULE_EVENTS = Object.keys(EVENT_KEYS) as [RuleEvent, ...RuleEvent[]];

export const eventCondition = z.strictObject({
  type: z.literal("event"),
  /** Any of these. */
  events: z.array(z.enum(RULE_EVENTS)).min(1).max(RULE_EVENTS.length),
  /** Only with one of these keys. */
  keys: z.array(z.string().min(1).max(200)).min(1).max(500).optional(),
});

/** The key of an event; undefined for messages that are not events. */
export function eventKeyOf(message: InboundMessage): string | undefined {
  const keys: Partial<Record<MessageKind, (message: never) => string>> = EVENT_KEYS;
  const key = keys[message.kind];
  return key?.(message as never);
}
