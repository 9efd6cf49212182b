import * as z from "zod";
import { OK, refused, type WeixinAnswer } from "../answer.ts";
import type { BehavioursOf, Desk } from "./behaviour.ts";
import { newKey, newNumber, onWire } from "./ids.ts";

const sent = z.object({ dataId: z.string(), status: z.string(), clientmsgid: z.string() });
const speed = z.object({ speed: z.int().min(0).max(4) });
/** 10,000 messages a minute. */
const REAL_SPEED = [80, 60, 45, 30, 10];
/** From whom the results come. */
const HELPER = "mphelper";

const sentOf = (desk: Desk) => desk.shelf("mass-messages", sent);
const speedOf = (desk: Desk) => desk.shelf("mass-speed", speed);

/** A message with the same `clientmsgid` is sent once; the answer names the first one. */
function send(desk: Desk, clientmsgid: string, receivers: readonly string[]): WeixinAnswer {
  const before = sentOf(desk)
    .list()
    .find(({ thing }) => clientmsgid !== "" && thing.clientmsgid === clientmsgid);
  if (before) return { ...refused(45_065), msg_id: onWire(before.id) };
  const [id, dataId] = [newNumber().slice(0, 10), newNumber().slice(0, 10)];
  sentOf(desk).put(id, { dataId, status: "SEND_SUCCESS", clientmsgid });
  const total = receivers.length;
  desk.tell("MASSSENDJOBFINISH", HELPER, {
    MsgID: id,
    Status: "send success",
    TotalCount: total,
    FilterCount: total,
    SentCount: total,
    ErrorCount: 0,
  });
  return { errcode: 0, errmsg: "send job submission success", msg_id: onWire(id), msg_data_id: onWire(dataId) };
}

/** One message to many. */
export const massSending: BehavioursOf<"massSending"> = {
  sendAll: (desk, { clientmsgid = "" }) => send(desk, clientmsgid, desk.users.followers(desk.appId)),
  send(desk, { clientmsgid = "", touser }) {
    const known = touser.filter((openid) => desk.users.follows(desk.appId, openid));
    return known.length === 0 ? refused(40_003) : send(desk, clientmsgid, known);
  },
  preview(desk, { touser, towxname }) {
    if (towxname === undefined && !desk.users.follows(desk.appId, touser ?? "")) return refused(40_003);
    return { errcode: 0, errmsg: "preview success", msg_id: onWire(newNumber().slice(0, 10)) };
  },
  delete(desk, { msg_id }) {
    const id = String(msg_id ?? "");
    const known = sentOf(desk).get(id);
    if (!known) return refused(40_035);
    sentOf(desk).put(id, { ...known, status: "DELETE" });
    return OK;
  },
  get(desk, { msg_id }) {
    const known = sentOf(desk).get(String(msg_id));
    return known ? { msg_id: onWire(String(msg_id)), msg_status: known.status } : refused(40_035);
  },
  getSpeed(desk) {
    const { speed: level } = speedOf(desk).get("speed") ?? { speed: 0 };
    return { speed: level, realspeed: REAL_SPEED[level] ?? 0 };
  },
  setSpeed(desk, { speed: level }) {
    speedOf(desk).put("speed", { speed: level });
    return OK;
  },
  uploadNews: ({ now }) => ({ type: "news", media_id: newKey(), created_at: Math.floor(now / 1000) }),
};
