import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import { isNewItself, newPeople } from "../../messages/domain/new-members.ts";
import type { Account } from "./account.ts";

/** Whether one of the fleet's own accounts wrote a message, `account` (which received it) included. */
export function isFromFleet(
  { fromSelf, sender, wxid }: InboundMessage,
  account: Account,
  ownWxids: ReadonlySet<string>,
): boolean {
  return fromSelf || (sender !== "" && (sender === wxid || sender === account.wxid || ownWxids.has(sender)));
}

/** Whether all newcomers of a group are other accounts of the fleet, as far as their wxids are known. */
export function areOwnNewcomers(message: InboundMessage, ownWxids: ReadonlySet<string>): boolean {
  if (message.kind !== "group-joined" || isNewItself(message)) return false;
  const people = newPeople(message);
  return people.length > 0 && people.every(({ username }) => ownWxids.has(username));
}
