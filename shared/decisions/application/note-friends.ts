import { cached } from "../../kernel/application/cached.ts";
import type { Clock } from "../../kernel/application/ports/runtime.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import { isSent } from "../../messages/domain/kinds.ts";
import type { LostFriends } from "../../outbound/application/ports/lost-friends.ts";

/** How long an account's lost friends are used before they are read again, ms. */
const LOST_CACHE = 30_000;

/**
 * Keeps who is a friend no longer: WeChat's notice says so, and a notice of a new friend or a message of the person takes
 * it back. One read an account and half a minute for private messages. Doing it twice changes nothing.
 */
export function createNoteFriends(deps: { readonly lostFriends: LostFriends; readonly clock: Clock }) {
  const { lostFriends } = deps;
  const lost = cached(deps.clock, LOST_CACHE, (appId) => lostFriends.of(appId));

  return async (message: InboundMessage): Promise<void> => {
    const { appId, conversationId: wxid, kind } = message;
    if (message.chat !== "private" || wxid === "") return;
    const isWritten = isSent(kind) && !message.fromSelf && message.sender === wxid;
    if (message.kind === "friend-lost") await lostFriends.mark(appId, wxid, message.cause);
    else if (kind === "friend-added" || (isWritten && (await lost.get(appId)).has(wxid))) {
      await lostFriends.clear(appId, wxid);
    } else return;
    lost.forget(appId);
  };
}
