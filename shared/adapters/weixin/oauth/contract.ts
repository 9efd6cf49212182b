import * as z from "zod";
import type { CodeFault } from "../../../identity/application/ports/web-identity.ts";

const openid = z.string().regex(/^[A-Za-z0-9_-]{1,128}$/);

/** WeChat writes the mark of a virtual person as a number. */
const mark = z.union([z.number(), z.string(), z.boolean()]).optional();

const tokens = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive(),
  refresh_token: z.string().min(1),
  openid,
  scope: z.string().min(1).max(200),
});

/**
 * Calls about people on web pages. Those of a third-party platform have paths of their own.
 * https://developers.weixin.qq.com/doc/service/api/webdev/access/api_snsaccesstoken
 */
export const oauthEndpoints = {
  exchange: {
    path: "/sns/oauth2/access_token",
    ofComponent: "/sns/oauth2/component/access_token",
    needsSecret: true,
    answer: tokens.extend({ unionid: z.string().max(128).optional(), is_snapshotuser: mark }),
  },
  refresh: {
    path: "/sns/oauth2/refresh_token",
    ofComponent: "/sns/oauth2/component/refresh_token",
    needsSecret: false,
    answer: tokens,
  },
  profile: {
    path: "/sns/userinfo",
    answer: z.object({ openid, nickname: z.string().catch(""), headimgurl: z.string().catch("") }),
  },
} as const;

/** What WeChat says of a code that it does not take. */
export const CODE_FAULTS: Readonly<Record<number, CodeFault>> = {
  40029: "bad-code",
  40163: "used-code",
  41008: "bad-code",
  42003: "expired-code",
};

/** What WeChat says of a refresh token that it takes no more; 42007: the person changed their password. */
export const DEAD_GRANTS: ReadonlySet<number> = new Set([40030, 42002, 42007]);

/** What WeChat says of a person's access token that it takes no more. */
export const REFUSED_TOKENS: ReadonlySet<number> = new Set([40001, 40014, 42001, 42007]);
