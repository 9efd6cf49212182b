import { OK, refused } from "../answer.ts";
import type { BehavioursOf } from "./behaviour.ts";
import { newKey } from "./ids.ts";

/** The simulator's only unlawful word. */
const RISKY = /违法/;

/** Whether a content is lawful. */
export const checks: BehavioursOf<"checks"> = {
  text(_desk, { content }) {
    const suggest = RISKY.test(content) ? "risky" : "pass";
    const result = { suggest, label: suggest === "pass" ? 100 : 20_006 };
    return { ...OK, result, detail: [{ strategy: "content_model", errcode: 0, ...result }], trace_id: newKey(18) };
  },
  picture(_desk, _request, file) {
    if (!file || file.bytes === 0) return refused(41_005);
    return RISKY.test(file.name) ? refused(87_014) : OK;
  },
  media({ tell }, { media_url, openid }) {
    const trace_id = newKey(24);
    const suggest = RISKY.test(decodeURIComponent(media_url)) ? "risky" : "pass";
    tell("wxa_media_check", openid, {
      trace_id,
      version: 2,
      errcode: 0,
      result: { suggest, label: suggest === "pass" ? 100 : 20_006 },
    });
    return { ...OK, trace_id };
  },
};
