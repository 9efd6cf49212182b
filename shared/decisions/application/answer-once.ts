import type { Accounts } from "../../accounts/application/ports/accounts.ts";
import type { Account } from "../../accounts/domain/account.ts";
import type { GroupClaims } from "../../conversations/application/ports/group-claims.ts";
import type { ConversationSettings } from "../../conversations/domain/settings.ts";
import { cached } from "../../kernel/application/cached.ts";
import type { Clock, Log } from "../../kernel/application/ports/runtime.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import { copyKeyOf } from "../domain/copy-key.ts";
import type { GroupMembers } from "./group-members.ts";

export type AnswerOnceDeps = {
  readonly groupClaims: GroupClaims;
  readonly members: GroupMembers;
  readonly accounts: Pick<Accounts, "list">;
  /** Read for messages of groups that an account would answer. */
  readonly settings: () => Promise<ConversationSettings>;
  readonly clock: Clock;
  readonly log: Log;
};

/** Whether another account of the fleet answers a message that this one would answer too. */
export type IsTaken = (message: InboundMessage, account: Account, ownWxids: ReadonlySet<string>) => Promise<boolean>;

/** How long it is used which accounts are online, ms: a beat at most. */
const ONLINE_CACHE = 15_000;

/**
 * In a group of several own accounts one answers: the one that is mentioned, else the first of those online that claims
 * the message. The claim is one write for an answered message, in such groups only, and in those whose members are not
 * known yet. The account that has the claim has it in each retry too.
 */
export function createAnswerOnce(deps: AnswerOnceDeps): IsTaken {
  const online = cached(deps.clock, ONLINE_CACHE, async () => {
    const accounts = await deps.accounts.list((error) => deps.log.error("an account could not be read", error));
    return new Set(accounts.flatMap(({ registered, state, wxid }) => (registered && state === "ONLINE" ? [wxid] : [])));
  });

  /** Own accounts in the group; undefined where its members are not known yet. */
  async function ownIn(message: InboundMessage, ownWxids: ReadonlySet<string>) {
    const all = await deps.members(message);
    return all.length === 0 ? undefined : all.flatMap(({ wxid }) => (ownWxids.has(wxid) ? [wxid] : []));
  }

  return async (message, account, ownWxids) => {
    if (message.chat !== "group" || ownWxids.size < 2) return false;
    if ((await deps.settings()).groupAnswers === "all") return false;
    const own = await ownIn(message, ownWxids);
    if (own && own.length < 2) return false;
    const me = message.wxid || account.wxid;
    const addressed = message.mentions.filter((wxid) => ownWxids.has(wxid));
    const isAddressed = addressed.includes(me);
    const better = addressed.length > 0 ? addressed : account.state === "ONLINE" ? [] : (own ?? []);
    if (!isAddressed && better.length > 0) {
      const isOnline = await online.get("fleet");
      if (better.some((wxid) => wxid !== me && isOnline.has(wxid))) return true;
    }
    const { appId, conversationId } = message;
    const owner = await deps.groupClaims.claim(conversationId, copyKeyOf(message), appId, deps.clock.now());
    return owner !== appId;
  };
}
