import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import { createDocuments } from "../documents.ts";
import { refused, type WeixinAnswer } from "./answer.ts";

const stateSchema = z.object({ value: z.string(), until: z.number(), asked: z.array(z.number()) });

const TYPES: ReadonlySet<string> = new Set(["jsapi", "wx_card"]);
const LIFETIME = 7_200_000;
/** The next ticket is given in the last minutes of the present one, ms. */
const OVERLAP = 300_000;
/** So often a minute an account may ask for tickets of a type. */
const A_MINUTE = 20;

export type SimTickets = {
  /** `getticket`: the same ticket until its last five minutes; 45011 where an account asks too often. */
  ticket(appId: string, type: string, now: number): WeixinAnswer;
};

export function createTickets(db: DatabaseSync): SimTickets {
  const states = createDocuments(db, "weixinTickets", stateSchema);
  return {
    ticket(appId, type, now) {
      if (!TYPES.has(type)) return refused(40004);
      const id = `${appId}:${type}`;
      const state = states.get(id) ?? { value: "", until: 0, asked: [] };
      const asked = state.asked.filter((at) => now - at < 60_000);
      if (asked.length >= A_MINUTE) return refused(45011);
      const isDue = state.until - now < OVERLAP;
      const { value, until } = isDue ? { value: randomBytes(43).toString("hex"), until: now + LIFETIME } : state;
      states.put(id, { value, until, asked: [...asked, now] });
      return { errcode: 0, errmsg: "ok", ticket: value, expires_in: Math.floor((until - now) / 1000) };
    },
  };
}
