import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import type { DelayedTask } from "../domain/task.ts";

/** With more groups than this the process forgets which it has seen: each then costs one more read. */
const MOST_GROUPS = 10_000;

/**
 * Finds groups that the gateway does not list because they were not saved to the address book. The first message of
 * each group that this process sees gives a task that reads the group unless it is known, as of whatever time (`at` 0).
 */
export function createRefreshUnseenGroups(): (message: InboundMessage) => DelayedTask | undefined {
  const seen = new Set<string>();
  return ({ appId, chat, conversationId: groupId }) => {
    const key = `${appId} ${groupId}`;
    if (chat !== "group" || seen.has(key)) return undefined;
    if (seen.size >= MOST_GROUPS) seen.clear();
    seen.add(key);
    return { task: { type: "refresh-group", appId, groupId, at: 0, doubted: false }, delaySeconds: 0 };
  };
}
