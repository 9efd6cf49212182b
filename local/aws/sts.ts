import { LOCAL_IDENTITY } from "./identity.ts";
import type { QueryService } from "./query.ts";

const { accountId } = LOCAL_IDENTITY;

/** `GetCallerIdentity`, which many tools call first. */
export const sts: QueryService = {
  xmlns: "https://sts.amazonaws.com/doc/2011-06-15/",
  actions: {
    GetCallerIdentity: () =>
      `<Arn>arn:aws:iam::${accountId}:root</Arn><UserId>${accountId}</UserId><Account>${accountId}</Account>`,
  },
};
