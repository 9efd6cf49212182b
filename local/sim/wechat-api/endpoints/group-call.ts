import { tellGroupChanged } from "../callbacks/changes.ts";
import { type Answer, type Behaviour, type Body, failed, ok, text, type Vendor } from "../endpoint.ts";
import type { SimAccount } from "../state/accounts.ts";
import type { SimGroup } from "../state/groups.ts";

/** A call about a group that the account is in. */
export type GroupCall = { vendor: Vendor; body: Body; account: SimAccount; groupId: string; group: SimGroup };

/** Answers about a group that the account is in; anything else is the vendor's refusal. */
export function inGroup(answer: (call: GroupCall) => Answer): Behaviour {
  return {
    answer(vendor, body, account) {
      const groupId = text(body, "chatroomId");
      if (!account.chatrooms.includes(groupId)) return failed("获取群信息失败: 不在群聊中");
      return answer({ vendor, body, account, groupId, group: vendor.groups.of(account, groupId) });
    },
  };
}

/** Changes a group; `undefined` refuses for want of rights. */
export function changing(change: (call: GroupCall) => Partial<SimGroup> | undefined): Behaviour {
  return inGroup((call) => {
    const changed = change(call);
    if (!changed) return failed("操作失败: 没有权限");
    const group = { ...call.group, ...changed };
    call.vendor.groups.put(call.groupId, group);
    tellGroupChanged(call.vendor, call.groupId, group);
    return ok();
  });
}

/** The owner and the admins of a group may remove members and change its announcement. */
export function mayManage({ account, group }: GroupCall): boolean {
  return group.owner === account.wxid || group.admins.includes(account.wxid);
}
