import { createHash, randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import { createDocuments } from "../documents.ts";
import { refused, type WeixinAnswer } from "./answer.ts";

const timedSchema = z.object({ value: z.string(), until: z.number() });
const stateSchema = timedSchema.extend({
  asked: z.array(z.number()),
  /** Serves beside the present one until its own end. */
  previous: timedSchema.optional(),
});

const TYPES: ReadonlySet<string> = new Set(["jsapi", "wx_card"]);
const LIFETIME = 7_200_000;
/** The next ticket is given in the last minutes of the present one, ms. */
const OVERLAP = 300_000;
/** So often a minute an account may ask for tickets of a type. */
const A_MINUTE = 20;

/** What a page gives to `wx.config`; `url`: the page's own, as the client sees it. */
export type SignedPage = {
  readonly url: string;
  readonly timestamp: string;
  readonly nonceStr: string;
  readonly signature: string;
};

export type SimTickets = {
  /** `getticket`: the same ticket until its last five minutes; 45011 where an account asks too often. */
  ticket(appId: string, type: string, now: number): WeixinAnswer;
  /** Whether a ticket that is good now has signed the page, as the client checks it. */
  hasSigned(appId: string, page: SignedPage, now: number): boolean;
  /** Ends the account's tickets of a type before their time. */
  end(appId: string, type: string): void;
};

export function createTickets(db: DatabaseSync): SimTickets {
  const states = createDocuments(db, "weixinTickets", stateSchema);
  const stateOf = (appId: string, type: string) => states.get(`${appId}:${type}`) ?? { value: "", until: 0, asked: [] };
  return {
    ticket(appId, type, now) {
      if (!TYPES.has(type)) return refused(40004);
      const { value, until, previous, ...state } = stateOf(appId, type);
      const asked = state.asked.filter((at) => now - at < 60_000);
      if (asked.length >= A_MINUTE) return refused(45011);
      const present = { value, until };
      const isDue = until - now < OVERLAP;
      const given = isDue ? { value: randomBytes(43).toString("hex"), until: now + LIFETIME } : present;
      const before = isDue ? present : previous;
      states.put(`${appId}:${type}`, { ...given, asked: [...asked, now], ...(before && { previous: before }) });
      return { errcode: 0, errmsg: "ok", ticket: given.value, expires_in: Math.floor((given.until - now) / 1000) };
    },
    hasSigned(appId, page, now) {
      const { value, until, previous } = stateOf(appId, "jsapi");
      const good = [{ value, until }, previous].flatMap((one) => (one && now < one.until ? [one.value] : []));
      return good.some((ticket) => signatureOf(ticket, page) === page.signature);
    },
    end: (appId, type) => states.put(`${appId}:${type}`, { value: "", until: 0, asked: stateOf(appId, type).asked }),
  };
}

/** https://developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/JS-SDK.html#62 */
function signatureOf(ticket: string, { url, timestamp, nonceStr }: SignedPage): string {
  const [page] = url.split("#");
  const text = `jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${page}`;
  return createHash("sha1").update(text).digest("hex");
}
