import { xmlText } from "../../../xml-text.ts";
import { OFFICIAL_ACCOUNT } from "../credentials.ts";
import type { Fault } from "./question.ts";

const STYLE = `
:root { color-scheme: light dark; --green: #07c160 }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 26rem; padding: 3rem 1.5rem; font: 16px/1.6 system-ui, sans-serif; text-align: center }
.mark { width: 4rem; height: 4rem; margin: 0 auto; border-radius: .8rem; background: var(--green); color: #fff; font-size: 2rem; line-height: 4rem }
h1 { font-size: 1.25rem; margin: 1rem 0 0 }
p { margin: .4rem 0; opacity: .75 }
label { display: block; margin: 2rem 0 1rem; text-align: left; font-size: .9rem }
input { width: 100%; margin-top: .3rem; padding: .6rem; border: 1px solid #8886; border-radius: .4rem; font: inherit; background: transparent; color: inherit }
button { display: block; width: 100%; margin-top: .8rem; padding: .7rem; border: 0; border-radius: .4rem; font: inherit; background: color-mix(in srgb, currentColor 10%, transparent); color: inherit; cursor: pointer }
button.yes { background: var(--green); color: #fff }
button:focus-visible, input:focus-visible { outline: 2px solid var(--green); outline-offset: 2px }
small { display: block; margin-top: 2rem; opacity: .6 }`;

function whole(title: string, body: string): string {
  return `<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${xmlText(title)}</title>
<style>${STYLE}
</style></head>
<body>
${body}
</body>
</html>
`;
}

/** Asks the person who looks at it; `openid`: who that is unless they say otherwise. */
export function questionPage(openid: string): string {
  return whole(
    "微信授权",
    `<main>
<div class="mark" aria-hidden="true">${xmlText(OFFICIAL_ACCOUNT.name.slice(0, 1))}</div>
<h1>${xmlText(OFFICIAL_ACCOUNT.name)}</h1>
<p>申请获取你的昵称、头像</p>
<form method="post">
<label>你是谁（模拟器的 openid）<input name="as" value="${xmlText(openid)}" maxlength="64" autocomplete="off" required></label>
<button class="yes" name="choice" value="accept">允许</button>
<button name="choice" value="refuse">拒绝</button>
<button name="choice" value="snapshot">以快照页访问（虚拟账号）</button>
</form>
<small>这是模拟的微信，不会连接真实的微信。</small>
</main>`,
  );
}

/** What WeChat shows where the question is wrong. */
export function faultPage({ code, text }: Fault): string {
  return whole("出错了", `<main>\n<h1>${xmlText(text)}</h1>\n<p>错误码：${code}</p>\n</main>`);
}
