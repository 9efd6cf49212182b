import type { InboundMessage } from "../inbound-message.ts";

type Text = Pick<Extract<InboundMessage, { kind: "text" }>, "text" | "words" | "menuId">;
type Quote = Pick<Extract<InboundMessage, { kind: "quote" }>, "text" | "words" | "quoted">;

/** Characters of what a person quotes. */
const QUOTED_LIMIT = 1000;

/** What came, as a chat's list shows it: `[位置]外滩 上海`. Empty parts and repeated ones are left out. */
export function shownLine(label: string, ...parts: readonly string[]): string {
  const known = parts.map((part) => part.trim()).filter((part) => part !== "");
  return `[${label}]${[...new Set(known)].join(" ")}`;
}

/** A text's words; behind an answer out of a menu stands which entry it was. */
export function shownText({ text, words = text, menuId }: Text): string {
  return menuId === undefined ? words : `${words}[菜单选项 ${menuId}]`;
}

/** A quote's words below what it quotes: `[引用 张三]几点开门？`. */
export function shownQuote({ text, words = text, quoted }: Quote): string {
  const name = quoted.displayName.trim();
  return `${shownLine(name === "" ? "引用" : `引用 ${name}`, quotedWords(quoted))}\n${words}`;
}

/** Messages that are older than `shown` have texts, or XML that people do not read. */
function quotedWords({ content, shown = content.trimStart().startsWith("<") ? "" : content }: Quote["quoted"]): string {
  const characters = [...shown.trim()];
  return characters.length > QUOTED_LIMIT ? `${characters.slice(0, QUOTED_LIMIT).join("")}…` : characters.join("");
}
