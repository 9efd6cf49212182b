import { createHmac, timingSafeEqual } from "node:crypto";
import * as z from "zod";
import { ROBOTS } from "./credentials.ts";

/** A request to a robot. `now`: epoch ms. */
export type RobotRequest = { readonly url: URL; readonly raw: string; readonly body: unknown; readonly now: number };

/** What a platform makes of a request: the text for the group, or its error. */
export type RobotVerdict = { readonly text: string } | { readonly code: number; readonly message: string };

/** One platform's robots: how they check, how often they may speak, and how they word their answers. */
export type Platform = {
  check(request: RobotRequest): RobotVerdict;
  /** Messages within `windowMs`; who sends more is refused, for `penaltyMs` from then on. */
  readonly limits: readonly { readonly messages: number; readonly windowMs: number }[];
  readonly penaltyMs: number;
  readonly tooMany: { readonly code: number; readonly message: string };
  answer(code: number, message: string): object;
};

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const textBody = z.object({ msgtype: z.literal("text"), text: z.object({ content: z.string().min(1) }) });
const feishuBody = z.object({
  msg_type: z.literal("text"),
  content: z.object({ text: z.string().min(1) }),
  timestamp: z.string().optional(),
  sign: z.string().optional(),
});
const errcode = (code: number, message: string) => ({ errcode: code, errmsg: message });

/** https://developer.work.weixin.qq.com/document/path/91770 */
const wecom: Platform = {
  check({ url, body }) {
    if (url.searchParams.get("key") !== ROBOTS.wecom.key) return { code: 93000, message: "invalid webhook url" };
    const parsed = textBody.safeParse(body);
    if (!parsed.success) return { code: 40008, message: "invalid message type" };
    const { content } = parsed.data.text;
    if (Buffer.byteLength(content) > 2048) return { code: 40058, message: "text.content exceed max length 2048" };
    return { text: content };
  },
  limits: [{ messages: 20, windowMs: MINUTE }],
  penaltyMs: 0,
  tooMany: { code: 45009, message: "api freq out of limit" },
  answer: (code, message) => errcode(code, code === 0 ? "ok" : message),
};

/** https://open.dingtalk.com/document/orgapp/customize-robot-security-settings */
const dingtalk: Platform = {
  check({ url, raw, body, now }) {
    const { token, secret } = ROBOTS.dingtalk;
    if (url.searchParams.get("access_token") !== token) return { code: 300005, message: "token is not exist" };
    const timestamp = url.searchParams.get("timestamp") ?? "";
    if (!(Math.abs(Number(timestamp) - now) <= HOUR)) return { code: 310000, message: "invalid timestamp" };
    const sign = createHmac("sha256", secret).update(`${timestamp}\n${secret}`).digest("base64");
    if (!same(sign, url.searchParams.get("sign"))) return { code: 310000, message: "sign not match" };
    if (Buffer.byteLength(raw) > 20_000) return { code: 460101, message: "message too long, exceed 20000 bytes" };
    const parsed = textBody.safeParse(body);
    return parsed.success ? { text: parsed.data.text.content } : { code: 400101, message: "msgtype is null" };
  },
  limits: [{ messages: 20, windowMs: MINUTE }],
  penaltyMs: 10 * MINUTE,
  tooMany: { code: 130101, message: "send too fast, exceed 20 times per minute" },
  answer: (code, message) => errcode(code, code === 0 ? "ok" : message),
};

/** https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot */
const feishu: Platform = {
  check({ url, raw, body, now }) {
    if (!url.pathname.endsWith(`/hook/${ROBOTS.feishu.token}`)) {
      return { code: 19001, message: "param invalid: incoming webhook access token invalid" };
    }
    const parsed = feishuBody.safeParse(body);
    if (!parsed.success || Buffer.byteLength(raw) > 20 * 1024) return { code: 9499, message: "Bad Request" };
    const { timestamp = "", sign, content } = parsed.data;
    const wanted = createHmac("sha256", `${timestamp}\n${ROBOTS.feishu.secret}`).update("").digest("base64");
    if (!(Math.abs(Number(timestamp) * 1000 - now) <= HOUR) || !same(wanted, sign)) {
      return { code: 19021, message: "sign match fail or timestamp is not within one hour from current time" };
    }
    return { text: content.text };
  },
  limits: [
    { messages: 5, windowMs: 1000 },
    { messages: 100, windowMs: MINUTE },
  ],
  penaltyMs: 0,
  tooMany: { code: 11232, message: "frequency limited psm[lark.oapi.app_platform_runtime]appID[1500]" },
  answer: (code, message) => ({ code, msg: code === 0 ? "success" : message, data: {} }),
};

export const platforms = { wecom, dingtalk, feishu } as const;
export type RobotName = keyof typeof platforms;

function same(wanted: string, given: string | null | undefined): boolean {
  const [a, b] = [Buffer.from(wanted), Buffer.from(given ?? "")];
  return a.length === b.length && timingSafeEqual(a, b);
}
