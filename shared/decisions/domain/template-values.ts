import type { Account } from "../../accounts/domain/account.ts";
import { writerOf } from "../../conversations/domain/conversation.ts";
import type { SessionDraft } from "../../conversations/domain/session-draft.ts";
import { amountText } from "../../messages/domain/amounts.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import { textIn, wordsIn } from "../../messages/domain/kinds.ts";
import { membersShown, newPeople } from "../../messages/domain/new-members.ts";
import { eventSignsOf } from "../../rules/domain/event.ts";
import type { Match } from "../../rules/domain/judging/engine.ts";
import type { Facts } from "../../rules/domain/judging/facts.ts";
import type { TemplateEvent, TemplateValues } from "../../rules/domain/template.ts";

/**
 * What a rule's actions work with: the receiving account, what was read for the rules, and the session as edited so
 * far.
 */
export type ActionSurroundings = {
  readonly account: Account;
  readonly facts: Facts | undefined;
  readonly draft: SessionDraft;
};

/**
 * Values for the variables of a rule's texts. They are made once, when the first text with a variable asks for them.
 */
export function lazyTemplateValues(
  match: Match,
  message: InboundMessage,
  { account, facts, draft }: ActionSurroundings,
): () => TemplateValues {
  let values: TemplateValues | undefined;
  return () => {
    values ??= {
      sender: { name: senderName(message, facts), wxid: writerOf(message) },
      account,
      members: membersShown(message, "named"),
      inviter: inviterName(message, account),
      text: wordsIn(message) ?? "",
      raw: textIn(message) ?? wordsIn(message) ?? "",
      event: eventOf(message),
      captures: match.captures(),
      get session() {
        return draft.values();
      },
      sentAt: message.sentAt,
      timeZone: match.rule.hours?.timeZone ?? "Asia/Shanghai",
    };
    return values;
  };
}

function eventOf(message: InboundMessage): TemplateEvent {
  const signs = eventSignsOf(message);
  const [name, person, fields] =
    message.kind === "event"
      ? [message.name, message.person, message.fields]
      : [signs?.event ?? "", personOf(message), payFieldsOf(message)];
  return { name, person, key: signs?.keys.find((key) => key !== "") ?? "", field: (path) => fieldIn(fields, path) };
}

/** A refund is about the person to whose chat it goes. */
function personOf(message: InboundMessage): string {
  return message.kind === "refund" ? message.conversationId : message.sender;
}

/** What texts may name of a payment or a refund: `amount` is what was paid or goes back, `total` the order's. */
function payFieldsOf(message: InboundMessage): Readonly<Record<string, string>> {
  if (message.kind !== "payment" && message.kind !== "refund") return {};
  const { mchId, outTradeNo, transactionId, currency } = message;
  const common = { mchId, outTradeNo, transactionId, currency, total: amountText(message.total, currency) };
  if (message.kind === "payment") return { ...common, amount: common.total, attach: message.attach };
  const { status, refundId, outRefundNo } = message;
  return { ...common, amount: amountText(message.refund, currency), status, refundId, outRefundNo };
}

function fieldIn(fields: Readonly<Record<string, unknown>>, path: string): string {
  let found: unknown = fields;
  for (const name of path.split(".")) {
    found =
      typeof found === "object" && found !== null && Object.hasOwn(found, name) ? Reflect.get(found, name) : undefined;
  }
  return typeof found === "string" ? found : "";
}

/** Friend requests and notices of one new member carry the person's name; other messages take it from the facts. */
function senderName(message: InboundMessage, facts: Facts | undefined): string {
  return nameInside(message) || (facts?.senderName ?? "");
}

function nameInside(message: InboundMessage): string {
  if (message.kind === "friend-request") return message.nickname;
  if (message.kind !== "group-joined") return "";
  const [person, ...others] = newPeople(message);
  return others.length > 0 ? "" : (person?.nickname ?? "");
}

function inviterName(message: InboundMessage, account: Account): string {
  if (message.kind !== "group-joined") return "";
  const { username, nickname } = message.by;
  return nickname === "" && username !== "" && username === message.wxid ? account.name : nickname;
}
