import { escapedHtml, htmlPage } from "../../shared/lambda/html-page.ts";
import type { HttpResponse } from "../../shared/lambda/problem.ts";

/** The page after an authorization; `redirect`: where the operator's own page goes on. */
export function returnedPage(redirect: string | undefined): HttpResponse {
  const on = redirect === undefined ? "" : `<p><a href="${escapedHtml(redirect)}">继续</a></p>`;
  return htmlPage(200, "授权成功", `<p>账号正在接入，通常几秒内完成。可以关闭本页。</p>${on}`);
}

/** The page for a link that is wrong, too old, or was used before. */
export function unknownLinkPage(): HttpResponse {
  return htmlPage(
    410,
    "链接无效",
    "<p>授权链接无效、已过期或已使用过。如果刚才已完成授权，则无需操作；否则请向服务商索取新的授权链接。</p>",
  );
}
