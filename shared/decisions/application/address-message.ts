import type { Account } from "../../accounts/domain/account.ts";
import type { Directory } from "../../directory/application/ports/directory.ts";
import { cached } from "../../kernel/application/cached.ts";
import type { Clock } from "../../kernel/application/ports/runtime.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import { isAddressable, needsNames, withWordsApart } from "../../messages/domain/texts/words-apart.ts";

/** The message with its words apart from its mentions, as far as the account's names tell more than the text alone. */
export type AddressMessage = (message: InboundMessage, account: Account | undefined) => Promise<InboundMessage>;

/** How long the names of an account in a group are used before they are read again, ms. */
const NAMES_CACHE = 60_000;

const SEPARATOR = "\n";

/**
 * Looks into the view of a group for what its members see of the account, where a mention does not end with the sign of
 * WeChat's clients, or a message has no list of mentions. One read a group and minute, for such messages only.
 */
export function createAddressMessage(deps: {
  readonly groups: Pick<Directory, "members">;
  readonly clock: Clock;
}): AddressMessage {
  const names = cached(deps.clock, NAMES_CACHE, async (key) => {
    const [appId = "", groupId = "", wxid = ""] = key.split(SEPARATOR);
    const own = (await deps.groups.members(appId, groupId)).find((member) => member.wxid === wxid);
    return own ? [own.displayName, own.nickname] : [];
  });

  return async (message, account) => {
    if (!account?.registered || message.fromSelf || !isAddressable(message) || !needsNames(message)) return message;
    const wxid = message.wxid || account.wxid;
    const known = await names.get([message.appId, message.conversationId, wxid].join(SEPARATOR));
    return withWordsApart(
      message,
      [...known, account.name].filter((name) => name !== ""),
    );
  };
}
