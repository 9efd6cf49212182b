import { forPersonalAccounts } from "../../accounts/application/for-personal-accounts.ts";
import type { Accounts } from "../../accounts/application/ports/accounts.ts";
import type { Clock } from "../../kernel/application/ports/runtime.ts";
import type { GroupBook } from "./ports/group-book.ts";
import type { MemberBook } from "./ports/member-book.ts";
import type { RefreshSoon } from "./refresh-soon.ts";

/** Seconds until the view is refreshed: the gateway needs a moment to see its own change. */
const SETTLING = 2;

type EditDeps = {
  readonly accounts: Pick<Accounts, "get">;
  readonly refreshSoon: RefreshSoon;
  readonly clock: Pick<Clock, "now">;
};

/**
 * The groups of registered personal accounts: what is changed at the gateway is queued for the views too, because the
 * gateway does not call back for every change of its own. Errors are those of `forPersonalAccounts`.
 */
export function createEditGroups(deps: EditDeps & { readonly groupBook: GroupBook }): GroupBook {
  const book = forPersonalAccounts(deps.accounts, deps.groupBook);
  return {
    ...book,
    async create(appId, wxids) {
      const groupId = await book.create(appId, wxids);
      await refreshGroup(deps, appId, groupId);
      return groupId;
    },
    async join(appId, way) {
      const groupId = await book.join(appId, way);
      if (groupId !== "") await refreshGroup(deps, appId, groupId);
      return groupId;
    },
    async change(appId, groupId, change) {
      await book.change(appId, groupId, change);
      await refreshGroup(deps, appId, groupId);
    },
    async leave(appId, groupId) {
      await book.leave(appId, groupId);
      const task = { type: "remove-group", appId, groupId, at: deps.clock.now() } as const;
      await deps.refreshSoon([{ task, delaySeconds: 0 }]);
    },
  };
}

/** The same for the members of groups. A member's rights are not part of the views. */
export function createEditMembers(deps: EditDeps & { readonly memberBook: MemberBook }): MemberBook {
  const book = forPersonalAccounts(deps.accounts, deps.memberBook);
  return {
    ...book,
    async invite(appId, groupId, wxids, reason) {
      await book.invite(appId, groupId, wxids, reason);
      await refreshGroup(deps, appId, groupId);
    },
    async remove(appId, groupId, wxids) {
      await book.remove(appId, groupId, wxids);
      await refreshGroup(deps, appId, groupId);
    },
    async handOver(appId, groupId, wxid) {
      await book.handOver(appId, groupId, wxid);
      await refreshGroup(deps, appId, groupId);
    },
  };
}

function refreshGroup({ refreshSoon, clock }: EditDeps, appId: string, groupId: string): Promise<void> {
  const task = { type: "refresh-group", appId, groupId, at: clock.now(), doubted: false } as const;
  return refreshSoon([{ task, delaySeconds: SETTLING }]);
}
