import type { RefusedReason } from "../../shared/identity/application/sign-in/finish.ts";
import { escapedHtml, htmlPage } from "../../shared/lambda/html-page.ts";
import type { HttpResponse } from "../../shared/lambda/problem.ts";

/** Why a page is shown in place of WeChat's or the person's own. `link`: the address itself is wrong. */
export type PageReason = RefusedReason | "link";

type Words = { readonly status: number; readonly title: string; readonly zh: string; readonly en: string };

const EXPIRED: Words = {
  status: 410,
  title: "登录没有完成",
  zh: "这次登录已过期或已使用过，请重新登录。",
  en: "This sign-in is over or was used before. Please sign in again.",
};
const BROKEN: Words = {
  status: 400,
  title: "链接无效",
  zh: "登录链接不正确，请回到原来的页面重新打开。",
  en: "The link is not right. Please go back to the page that you came from.",
};
const BUSY: Words = {
  status: 503,
  title: "暂时无法登录",
  zh: "微信登录暂时不可用，请稍后再试。",
  en: "WeChat sign-in is not available at the moment. Please try again later.",
};

const WORDS: Readonly<Record<PageReason, Words>> = {
  link: BROKEN,
  redirect: BROKEN,
  state: EXPIRED,
  "used-code": EXPIRED,
  "bad-code": EXPIRED,
  "expired-code": EXPIRED,
  denied: {
    status: 403,
    title: "没有登录",
    zh: "你没有同意授权，所以没有登录。",
    en: "You did not agree, and are not signed in.",
  },
  snapshot: {
    status: 403,
    title: "请使用完整服务",
    zh: "当前是微信的快照页，无法登录。请点击页面底部的「使用完整服务」，再重新登录。",
    en: "This is a snapshot of the page, without sign-in. Tap 「使用完整服务」 (use the full service) at the bottom, and sign in again.",
  },
  account: BUSY,
  trouble: BUSY,
};

/** The page that says why a person is not signed in; `anew`: the address by which they may begin anew. */
export function refusedPage(reason: PageReason, anew: string | undefined): HttpResponse {
  const { status, title, zh, en } = WORDS[reason];
  const link =
    anew === undefined ? "" : `<p><a href="${escapedHtml(anew)}">重新登录 <span lang="en">Sign in</span></a></p>`;
  return htmlPage(status, title, `<p>${zh}</p><p lang="en">${en}</p>${link}`);
}
