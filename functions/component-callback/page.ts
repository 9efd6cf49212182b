const STYLE =
  "body{font:18px/1.6 sans-serif;text-align:center;margin:2rem auto;max-width:26rem;padding:0 1rem;color:#222;background:#fff}";

/** The page after an authorization; `redirect`: where the operator's own page goes on. */
export function returnedHtml(redirect: string | undefined): string {
  const on = redirect === undefined ? "" : `<p><a href="${escaped(redirect)}">继续</a></p>`;
  return document("授权成功", `<p>账号正在接入，通常几秒内完成。可以关闭本页。</p>${on}`);
}

/** The page for a link that is wrong, too old, or was used before. */
export function unknownLinkHtml(): string {
  return document(
    "链接无效",
    "<p>授权链接无效、已过期或已使用过。如果刚才已完成授权，则无需操作；否则请向服务商索取新的授权链接。</p>",
  );
}

function document(title: string, body: string): string {
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex,nofollow"><title>${title}</title><style>${STYLE}</style></head><body><h1>${title}</h1>${body}</body></html>`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? "");
}
