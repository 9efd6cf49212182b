import * as z from "zod";
import { OK, refused } from "../answer.ts";
import type { BehavioursOf, Desk } from "./behaviour.ts";

const person = z.object({ nickname: z.string(), id: z.int(), wx: z.string(), invited: z.string() });
const session = z.object({ kf_account: z.string(), at: z.number() });

const staffOf = (desk: Desk) => desk.shelf("staff", person);
const sessionsOf = (desk: Desk) => desk.shelf("sessions", session);
const seconds = (ms: number) => Math.floor(ms / 1000);

type Handled = Exclude<keyof BehavioursOf<"customerService">, "send">;

/** People who answer for an account, and whom they have. */
export const customerService: BehavioursOf<"customerService", Handled> = {
  typing: ({ users, appId }, { touser }) => (users.follows(appId, touser) === undefined ? refused(40003) : OK),
  addStaff(desk, { kf_account, nickname }) {
    const staff = staffOf(desk);
    if (!/^[A-Za-z0-9]{1,10}@\w+$/.test(kf_account)) return refused(61452);
    if (staff.get(kf_account)) return refused(61453);
    staff.put(kf_account, { nickname, id: 1001 + staff.list().length, wx: "", invited: "" });
    return OK;
  },
  updateStaff(desk, { kf_account, nickname }) {
    const staff = staffOf(desk);
    const known = staff.get(kf_account);
    if (!known) return refused(65401);
    staff.put(kf_account, { ...known, nickname });
    return OK;
  },
  deleteStaff: (desk, { kf_account }) => (staffOf(desk).delete(kf_account) ? OK : refused(65401)),
  setStaffAvatar(desk, { kf_account }, file) {
    if (!staffOf(desk).get(kf_account)) return refused(65401);
    return file?.mediaType === "image/jpeg" ? OK : refused(40005);
  },
  inviteStaff(desk, { kf_account, invite_wx }) {
    const staff = staffOf(desk);
    const known = staff.get(kf_account);
    if (!known) return refused(65401);
    staff.put(kf_account, { ...known, invited: invite_wx });
    return OK;
  },
  listStaff: (desk) => ({
    kf_list: staffOf(desk)
      .list()
      .map(({ id, thing }) => ({
        kf_account: id,
        kf_nick: thing.nickname,
        kf_id: String(thing.id),
        kf_headimgurl: "http://mmbiz.qpic.cn/local/0",
        ...(thing.invited === "" ? {} : { invite_wx: thing.invited, invite_status: "waiting" }),
      })),
  }),
  listOnlineStaff: (desk) => ({
    kf_online_list: staffOf(desk)
      .list()
      .map(({ id, thing }) => ({
        kf_account: id,
        status: 1,
        kf_id: String(thing.id),
        accepted_case: sessionsOf(desk)
          .list()
          .filter((one) => one.thing.kf_account === id).length,
      })),
  }),
  createSession(desk, { kf_account, openid }) {
    if (!staffOf(desk).get(kf_account)) return refused(65401);
    const open = sessionsOf(desk).get(openid);
    if (open && open.kf_account !== kf_account) return refused(65415);
    sessionsOf(desk).put(openid, { kf_account, at: desk.now });
    return OK;
  },
  closeSession(desk, { kf_account, openid }) {
    if (sessionsOf(desk).get(openid)?.kf_account !== kf_account) return refused(65413);
    sessionsOf(desk).delete(openid);
    return OK;
  },
  getSession(desk, { openid }) {
    const open = sessionsOf(desk).get(openid);
    return { createtime: seconds(open?.at ?? 0), kf_account: open?.kf_account ?? "" };
  },
  listSessions: (desk, { kf_account }) => ({
    sessionlist: sessionsOf(desk)
      .list()
      .filter(({ thing }) => thing.kf_account === kf_account)
      .map(({ id, thing }) => ({ createtime: seconds(thing.at), openid: id })),
  }),
  listWaiting: () => ({ count: 0, waitcaselist: [] }),
  listRecords(desk, { starttime, endtime }) {
    if (endtime < starttime || endtime - starttime > 86_400) return refused(61451);
    const recordlist = sessionsOf(desk)
      .list()
      .map(({ id, thing }) => ({
        openid: id,
        opercode: 2002,
        text: "您好，请问有什么可以帮您？",
        time: seconds(thing.at),
        worker: thing.kf_account,
      }))
      .filter(({ time }) => time >= starttime && time <= endtime);
    return { recordlist, number: recordlist.length, msgid: 1 + recordlist.length };
  },
};
