import * as z from "zod";
import type { InboundMessage, MessageKind } from "../../messages/domain/inbound-message.ts";
import { isNewItself } from "../../messages/domain/new-members.ts";

type Keys = {
  readonly [K in MessageKind]?: (message: Extract<InboundMessage, { kind: K }>) => string | readonly string[];
};

const NO_KEY = () => "";

/** The key of a person who followed after a payment; scenes of codes do not have this form. */
const PAYMENT = "last_trade_no";

/**
 * Kinds of messages that are events for rules, each with the key, or the keys, that a condition may ask for besides: how a
 * friend request came about, who was patted, which menu entry. A further event is one more line.
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
  /** The scene of the code that brought the person, `last_trade_no` after a payment; empty without either. */
  subscribe: (message) => (message.tradeNo === undefined ? message.scene : PAYMENT),
  unsubscribe: NO_KEY,
  scan: (message) => message.scene,
  "menu-click": (message) => message.menuKey,
  "menu-view": (message) => message.url,
  "location-reported": NO_KEY,
  /** What was sent (`template`, `subscription`, `mass`), and of each result its status and its template. */
  "send-result": ({ of, results }) => [of, ...results.flatMap(({ status, templateId }) => [status, templateId])],
  /** Of each choice its status (`accept`, `reject`), its template, and both as `template:status`. */
  "subscription-choice": ({ choices }) =>
    choices.flatMap(({ templateId, status }) => [status, templateId, `${templateId}:${status}`]),
  /** `modified`, `revoked` or `cancelled`, and the vendor's numbers of the data. */
  "user-info-changed": ({ change, revoked }) => [change, ...revoked],
  /** The merchant, and what it gave with the order. */
  payment: ({ mchId, attach }) => [mchId, attach],
  /** `finished`, `abnormal` or `closed`, and the merchant. */
  refund: ({ status, mchId }) => [status, mchId],
  /** All other events of Official Accounts; a condition names them. */
  event: (message) => message.key,
} as const satisfies Keys;

/** A text that a person chose in a menu of answers. It is a text as well; its key is the id of the choice. */
const MENU_ANSWER = "menu-answer";

export type RuleEvent = keyof typeof EVENT_KEYS | typeof MENU_ANSWER;
export const RULE_EVENTS: [RuleEvent, ...RuleEvent[]] = [
  MENU_ANSWER,
  ...(Object.keys(EVENT_KEYS) as (keyof typeof EVENT_KEYS)[]),
];

const names = z.array(z.string().trim().min(1).max(100)).min(1).max(100);

export const eventCondition = z
  .strictObject({
    type: z.literal("event"),
    /** Any of these. */
    events: z.array(z.enum(RULE_EVENTS)).min(1).max(RULE_EVENTS.length),
    /** Only events of these names, as WeChat writes them in any case; for `event` alone. */
    names: names.optional(),
    /** Only with one of these keys. */
    keys: z.array(z.string().min(1).max(200)).min(1).max(500).optional(),
  })
  .refine((condition) => !condition.names || condition.events.every((event) => event === "event"), {
    path: ["names"],
    message: "only the event 'event' has names",
  });

/** A message as the event that it is for rules; `name`: in lower case, of events that conditions name. */
export type EventSigns = { readonly event: RuleEvent; readonly keys: readonly string[]; readonly name?: string };

/** Undefined for messages that are no events. */
export function eventSignsOf(message: InboundMessage): EventSigns | undefined {
  if (message.kind === "text") {
    return message.menuId === undefined ? undefined : { event: MENU_ANSWER, keys: [message.menuId] };
  }
  const rows: Partial<Record<MessageKind, (message: never) => string | readonly string[]>> = EVENT_KEYS;
  const keys = rows[message.kind]?.(message as never);
  if (keys === undefined) return undefined;
  const named = message.kind === "event" ? { name: message.name.toLowerCase() } : {};
  return { event: message.kind as RuleEvent, keys: typeof keys === "string" ? [keys] : keys, ...named };
}
