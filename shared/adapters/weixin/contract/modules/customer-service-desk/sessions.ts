import * as z from "zod";
import { endpoint } from "../../endpoint.ts";
import { digits, done, name, nothing } from "../../shapes.ts";

const family = "customer-service";
const session = z.strictObject({ kf_account: name, openid: name, text: z.string().optional() });
const seconds = z.int().min(0);

/** Sessions of people with the account's staff, and what was said in them (会话控制, 聊天记录). */
export const customerServiceSessions = {
  createSession: endpoint({
    path: "/customservice/kfsession/create",
    method: "POST",
    family,
    request: session,
    answer: done,
    idempotent: "yes",
  }),
  closeSession: endpoint({
    path: "/customservice/kfsession/close",
    method: "POST",
    family,
    request: session,
    answer: done,
    idempotent: "yes",
  }),
  /** `kf_account` is empty where no one of the staff has the person. */
  getSession: endpoint({
    path: "/customservice/kfsession/getsession",
    method: "GET",
    family,
    request: z.strictObject({ openid: name }),
    answer: z.looseObject({ kf_account: z.string().optional(), createtime: z.int().optional() }),
    idempotent: "yes",
  }),
  listSessions: endpoint({
    path: "/customservice/kfsession/getsessionlist",
    method: "GET",
    family,
    request: z.strictObject({ kf_account: name }),
    answer: z.looseObject({ sessionlist: z.array(z.looseObject({ createtime: z.int(), openid: name })) }),
    idempotent: "yes",
  }),
  listWaiting: endpoint({
    path: "/customservice/kfsession/getwaitcase",
    method: "GET",
    family,
    request: nothing,
    answer: z.looseObject({
      count: z.int(),
      waitcaselist: z.array(z.looseObject({ latest_time: z.int(), openid: name })),
    }),
    idempotent: "yes",
  }),
  /** Times in epoch seconds, within one day; `msgid` is 1 at first, then the last answer's. */
  listRecords: endpoint({
    path: "/customservice/msgrecord/getmsglist",
    method: "POST",
    family,
    request: z.strictObject({
      starttime: seconds,
      endtime: seconds,
      msgid: z.union([z.int(), z.string()]),
      number: z.int().min(1).max(10_000),
    }),
    answer: z.looseObject({
      recordlist: z.array(
        z.looseObject({ openid: z.string(), opercode: z.int(), text: z.string(), time: z.int(), worker: z.string() }),
      ),
      number: z.int(),
      msgid: digits,
    }),
    idempotent: "yes",
  }),
};
