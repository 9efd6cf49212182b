import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import type { DelayedTask } from "../domain/task.ts";

/** More groups than this are met again, which costs a read each. */
const MOST_GROUPS = 10_000;

/**
 * The gateway lists only groups that were saved to the address book. The others are met by their messages: the first
 * message of each group that this process sees gives a task that reads the group unless it is known (as of whatever
 * time: `at` 0).
 */
export function createMeetGroups(): (message: InboundMessage) => DelayedTask | undefined {
  const met = new Set<string>();
  return ({ appId, chat, conversationId: groupId }) => {
    const key = `${appId} ${groupId}`;
    if (chat !== "group" || met.has(key)) return undefined;
    if (met.size >= MOST_GROUPS) met.clear();
    met.add(key);
    return { task: { type: "refresh-group", appId, groupId, at: 0, doubted: false }, delaySeconds: 0 };
  };
}
