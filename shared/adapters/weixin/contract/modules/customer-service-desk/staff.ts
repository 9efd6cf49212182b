import * as z from "zod";
import { endpoint, upload } from "../../endpoint.ts";
import { done, name, nothing } from "../../shapes.ts";

const family = "customer-service";
/** 完整客服账号: prefix@WeChat id of the account. */
const kf_account = name;
const person = z.strictObject({ kf_account, nickname: z.string(), password: z.string().optional() });
const kf_id = z.union([z.string(), z.int()]);

/** People who answer for the account, and who is typing (客服管理). */
export const customerServiceStaff = {
  /** Shows 正在输入 to a person, or takes it back. */
  typing: endpoint({
    path: "/cgi-bin/message/custom/typing",
    method: "POST",
    family,
    request: z.strictObject({ touser: name, command: z.enum(["Typing", "CancelTyping"]) }),
    answer: done,
    idempotent: "yes",
  }),
  addStaff: endpoint({
    path: "/customservice/kfaccount/add",
    method: "POST",
    family,
    request: person,
    answer: done,
    idempotent: "no",
  }),
  updateStaff: endpoint({
    path: "/customservice/kfaccount/update",
    method: "POST",
    family,
    request: person,
    answer: done,
    idempotent: "yes",
  }),
  deleteStaff: endpoint({
    path: "/customservice/kfaccount/del",
    method: "GET",
    family,
    request: z.strictObject({ kf_account }),
    answer: done,
    idempotent: "no",
  }),
  setStaffAvatar: upload({
    path: "/customservice/kfaccount/uploadheadimg",
    family,
    request: z.strictObject({ kf_account }),
    answer: done,
    idempotent: "yes",
    file: { part: "media" },
  }),
  inviteStaff: endpoint({
    path: "/customservice/kfaccount/inviteworker",
    method: "POST",
    family,
    request: z.strictObject({ kf_account, invite_wx: name }),
    answer: done,
    idempotent: "no",
  }),
  listStaff: endpoint({
    path: "/cgi-bin/customservice/getkflist",
    method: "GET",
    family,
    request: nothing,
    answer: z.looseObject({
      kf_list: z.array(z.looseObject({ kf_account, kf_nick: z.string(), kf_id, kf_headimgurl: z.string().optional() })),
    }),
    idempotent: "yes",
  }),
  listOnlineStaff: endpoint({
    path: "/cgi-bin/customservice/getonlinekflist",
    method: "GET",
    family,
    request: nothing,
    answer: z.looseObject({
      kf_online_list: z.array(z.looseObject({ kf_account, status: z.int(), kf_id, accepted_case: z.int() })),
    }),
    idempotent: "yes",
  }),
};
