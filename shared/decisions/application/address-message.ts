import type { Account } from "../../accounts/domain/account.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import { isAddressable, needsNames, withWordsApart } from "../../messages/domain/texts/words-apart.ts";
import type { GroupMembers } from "./group-members.ts";

/** The message with its words apart from its mentions, as far as the account's names tell more than the text alone. */
export type AddressMessage = (message: InboundMessage, account: Account | undefined) => Promise<InboundMessage>;

/**
 * Looks into the view of a group for what its members see of the account, where a mention does not end with the sign of
 * WeChat's clients, or a message has no list of mentions. Read for such messages only.
 */
export function createAddressMessage(members: GroupMembers): AddressMessage {
  return async (message, account) => {
    if (!account?.registered || message.fromSelf || !isAddressable(message) || !needsNames(message)) return message;
    const wxid = message.wxid || account.wxid;
    const own = (await members(message)).find((member) => member.wxid === wxid);
    const names = own ? [own.displayName, own.nickname] : [];
    return withWordsApart(
      message,
      [...names, account.name].filter((name) => name !== ""),
    );
  };
}
