import { type Behaviours, failed, ok } from "../endpoint.ts";

/** What a gateway that polls offers besides the contract: an account's messages since a cursor. */
export const pollBehaviours: Behaviours = {
  "/message/poll": {
    account: "known",
    answer(vendor, { cursor = "0" }, account) {
      if (typeof cursor !== "string" || !/^\d{1,15}$/.test(cursor)) return failed("参数错误: cursor 不是本接口给出的");
      return ok(vendor.outbox.read(account.appId, cursor));
    },
  },
};
