import characters from "opencc-js/dict/TSCharacters";

/** The blocks of Unicode in which nearly all characters of the table lie; all other ones are in a map. */
const FIRST = 0x3400;
const LAST = 0x9fff;
/** Marks a place of the table whose character becomes one of two UTF-16 units. */
const IN_MAP = 1;

type Table = { readonly direct: Uint16Array; readonly others: ReadonlyMap<string, string> };

let table: Table | undefined;

/** Reads OpenCC's table `繁 简|…` on the first use, which takes about 2 ms. */
function readTable(): Table {
  const direct = new Uint16Array(LAST - FIRST + 1);
  const others = new Map<string, string>();
  for (const row of characters.split("|")) {
    const [from = "", to = ""] = row.split(" ");
    if (from === to) continue;
    const place = from.charCodeAt(0) - FIRST;
    const isDirect = from.length === 1 && to.length === 1;
    if (!isDirect) others.set(from, to);
    if (place >= 0 && place < direct.length) direct[place] = isDirect ? to.charCodeAt(0) : IN_MAP;
  }
  return { direct, others };
}

/**
 * The text with each traditional character as its simplified one, by OpenCC's table of single characters. A text without
 * such characters is returned as it is.
 */
export function simplified(text: string): string {
  table ??= readTable();
  const { direct, others } = table;
  let written = "";
  let kept = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < FIRST) continue;
    const code = unit <= LAST ? (direct[unit - FIRST] as number) : IN_MAP;
    if (code === 0) continue;
    const length = (text.codePointAt(at) as number) > 0xffff ? 2 : 1;
    const to = code === IN_MAP ? others.get(text.slice(at, at + length)) : String.fromCharCode(code);
    if (to !== undefined) {
      written += text.slice(kept, at) + to;
      kept = at + length;
    }
    at += length - 1;
  }
  return kept === 0 ? text : written + text.slice(kept);
}
