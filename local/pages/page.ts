import type { IncomingMessage } from "node:http";
import { xmlText } from "../xml-text.ts";

/** Whether a person looks at the root with a browser: programs ask for other types than HTML. */
export function isBrowser({ method, url, headers }: Pick<IncomingMessage, "method" | "url" | "headers">): boolean {
  return method === "GET" && url === "/" && headers.accept?.includes("text/html") === true;
}

/** A link, and what a reader finds behind it. */
export type Link = { readonly href: string; readonly text: string; readonly about: string };
export type Section = { readonly title: string; readonly links?: readonly Link[]; readonly shell?: readonly string[] };

/** A page of links and shell lines for a browser, whole in itself. */
export function page(title: string, intro: string, sections: readonly Section[]): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${xmlText(title)}</title>
<style>
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
h2 { font-size: 1.1rem; margin: 1.6rem 0 .3rem }
ul { margin: 0; padding-left: 1.2rem }
pre { overflow-x: auto; padding: .6rem; background: color-mix(in srgb, currentColor 8%, transparent) }
</style></head>
<body>
<h1>${xmlText(title)}</h1>
<p>${xmlText(intro)}</p>
${sections.map(sectionHtml).join("\n")}
</body>
</html>
`;
}

function sectionHtml({ title, links = [], shell = [] }: Section): string {
  const items = links.map(
    ({ href, text, about }) => `<li><a href="${xmlText(href)}">${xmlText(text)}</a>: ${xmlText(about)}</li>`,
  );
  const list = items.length > 0 ? `\n<ul>\n${items.join("\n")}\n</ul>` : "";
  const lines = shell.length > 0 ? `\n<pre>${shell.map(xmlText).join("\n")}</pre>` : "";
  return `<h2>${xmlText(title)}</h2>${list}${lines}`;
}
