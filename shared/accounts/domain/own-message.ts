import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import { isNewItself, newPeople } from "../../messages/domain/new-members.ts";
import type { Account } from "./account.ts";
import { isFromService } from "./services.ts";

/** Whether one of the fleet's own accounts wrote a message, `account` (which received it) included. */
export function isFromFleet(
  { fromSelf, sender, wxid }: InboundMessage,
  account: Account,
  ownWxids: ReadonlySet<string>,
): boolean {
  return fromSelf || (sender !== "" && (sender === wxid || sender === account.wxid || ownWxids.has(sender)));
}

/** Whether the account that received a message wrote it. */
export function isFromItself(message: InboundMessage, account: Account): boolean {
  return isFromFleet(message, account, new Set());
}

/** Whether an account of the fleet, one of WeChat's services or an Official Account wrote a message. */
export function isNoCustomer(message: InboundMessage, ownWxids: ReadonlySet<string>): boolean {
  return isFromService(message) || (message.sender !== "" && ownWxids.has(message.sender));
}

/** Whether all newcomers of a group are other accounts of the fleet, as far as their wxids are known. */
export function areOwnNewcomers(message: InboundMessage, ownWxids: ReadonlySet<string>): boolean {
  if (message.kind !== "group-joined" || isNewItself(message)) return false;
  const people = newPeople(message);
  return people.length > 0 && people.every(({ username }) => ownWxids.has(username));
}
