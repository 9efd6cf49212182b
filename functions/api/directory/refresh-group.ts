import type { Api } from "../http/route.ts";

/** Gives the gateway time to see its own change, s. */
const SETTLING = 2;

/** Queues a look at a group that was just changed: not every change of one's own is called back. */
export function refreshGroup(api: Pick<Api, "clock" | "refreshSoon">, appId: string, groupId: string): Promise<void> {
  const task = { type: "refresh-group", appId, groupId, at: api.clock.now(), doubted: false } as const;
  return api.refreshSoon([{ task, delaySeconds: SETTLING }]);
}
