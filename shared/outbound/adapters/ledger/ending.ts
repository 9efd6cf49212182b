import { type Item, number, text } from "../../../platform/dynamodb/attributes.ts";
import type { LedgerEnd } from "../../application/ports/outbound.ts";
import { needsAttention } from "../../domain/ledger.ts";
import { reasonAttributes } from "./reason.ts";
import { rowExpiry, timeText } from "./row.ts";

/** What the end of a claim writes into the row. */
export function endOf(end: LedgerEnd, now: number): Item {
  return {
    state: text(end.state),
    updatedAt: timeText(now),
    expiresAt: rowExpiry(now),
    ...(needsAttention(end.state) ? { attention: text(end.state) } : {}),
    ...attributesOf(end),
  };
}

/** The update that ends a claim as `end` says, whatever the row has of earlier ends. */
export function ending(end: LedgerEnd, now: number): { readonly expression: string; readonly values: Item } {
  const set = endOf(end, now);
  const remove = ["leaseUntil", "attention", "reason", "reasonCode"].filter((name) => !(name in set));
  const sets = Object.keys(set).map((name) => `#${name} = :${name}`);
  return {
    expression: `SET ${sets.join(", ")} REMOVE ${remove.map((name) => `#${name}`).join(", ")}`,
    values: Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value])),
  };
}

function attributesOf(end: LedgerEnd): Item {
  if (end.state === "sent") {
    const { newMsgId, msgId, createTime } = end;
    return {
      newMsgId: text(newMsgId),
      ...(msgId === undefined ? {} : { msgId: text(msgId) }),
      ...(createTime === undefined ? {} : { createTime: number(createTime) }),
    };
  }
  return {
    ...reasonAttributes(end.reason),
    ...(end.state === "reserved" ? { attempts: number(end.attempts) } : {}),
  };
}
