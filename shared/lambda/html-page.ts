import type { HttpResponse } from "./problem.ts";

/** The page loads and runs nothing, and does not tell its address, in which a code may be, to other sites. */
const PAGE_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
  "x-robots-tag": "noindex, nofollow",
};

const STYLE =
  "body{font:18px/1.6 sans-serif;text-align:center;margin:2rem auto;max-width:26rem;padding:0 1rem;color:#222;background:#fff}" +
  "[lang=en]{color:#666;font-size:15px}";

/** A small page for people, in Chinese. `title` is text, `body` is HTML. */
export function htmlPage(status: number, title: string, body: string): HttpResponse {
  return {
    status,
    headers: PAGE_HEADERS,
    body: `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex,nofollow"><title>${escapedHtml(title)}</title><style>${STYLE}</style></head><body><h1>${escapedHtml(title)}</h1>${body}</body></html>`,
  };
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text as it stands in a page or in an attribute within double quotes. */
export function escapedHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? "");
}
