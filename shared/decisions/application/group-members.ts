import type { Directory } from "../../directory/application/ports/directory.ts";
import type { GroupMember } from "../../directory/domain/directory.ts";
import { cached } from "../../kernel/application/cached.ts";
import type { Clock } from "../../kernel/application/ports/runtime.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";

/** The members of a message's group as its account's view has them; empty where they are not known yet. */
export type GroupMembers = (
  message: Pick<InboundMessage, "appId" | "conversationId">,
) => Promise<readonly GroupMember[]>;

/** How long the members of a group are used before they are read again, ms. */
const MEMBERS_CACHE = 60_000;

const SEPARATOR = "\n";

/** Reads the members of a group once a minute. */
export function createGroupMembers(deps: {
  readonly groups: Pick<Directory, "members">;
  readonly clock: Clock;
}): GroupMembers {
  const members = cached(deps.clock, MEMBERS_CACHE, (key) => {
    const [appId = "", groupId = ""] = key.split(SEPARATOR);
    return deps.groups.members(appId, groupId);
  });
  return ({ appId, conversationId }) => members.get([appId, conversationId].join(SEPARATOR));
}
