import type { Account } from "./account.ts";
import type { InboundMessage } from "./inbound-message.ts";

/** Whether one of the fleet's own accounts wrote a message, `account` (which received it) included. */
export function isFromFleet(
  { fromSelf, sender, wxid }: InboundMessage,
  account: Account,
  ownWxids: ReadonlySet<string>,
): boolean {
  return fromSelf || (sender !== "" && (sender === wxid || sender === account.wxid || ownWxids.has(sender)));
}
