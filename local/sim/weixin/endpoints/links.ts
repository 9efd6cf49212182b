import * as z from "zod";
import { OK, refused } from "../answer.ts";
import type { BehavioursOf } from "./behaviour.ts";
import { newKey } from "./ids.ts";

const shortened = z.object({ data: z.string(), at: z.number(), until: z.number() });
const MONTH = 2_592_000;

/** QR codes with scenes. */
export const qrCodes: BehavioursOf<"qrCodes"> = {
  create(_desk, request) {
    const ticket = `gQ${newKey(60)}`;
    const url = `http://weixin.qq.com/q/${newKey(15)}`;
    const isKept = request.action_name.startsWith("QR_LIMIT");
    const seconds = "expire_seconds" in request ? request.expire_seconds : undefined;
    return { ticket, url, ...(isKept ? {} : { expire_seconds: seconds ?? 60 }) };
  },
};

/** Short keys, and links that open a mini program. */
export const links: BehavioursOf<"links"> = {
  shorten({ shelf, now }, { long_data, expire_seconds = MONTH }) {
    const short_key = newKey(11);
    shelf("short", shortened).put(short_key, { data: long_data, at: now, until: now + expire_seconds * 1000 });
    return { ...OK, short_key };
  },
  fetch({ shelf, now }, { short_key }) {
    const known = shelf("short", shortened).get(short_key);
    if (!known || known.until <= now) return refused(9_410_000);
    const left = Math.floor((known.until - now) / 1000);
    return { ...OK, long_data: known.data, create_time: Math.floor(known.at / 1000), expire_seconds: left };
  },
  urlLink: () => ({ ...OK, url_link: `https://wxaurl.cn/${newKey(8)}` }),
  shortLink: () => ({ ...OK, link: `#小程序://演示/${newKey(8)}` }),
  scheme: () => ({ ...OK, openlink: `weixin://dl/business/?t=${newKey(8)}` }),
};
