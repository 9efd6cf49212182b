const OPEN = "<atuserlist>";
const CLOSE = "</atuserlist>";

/** The two ways to mention the whole group: @所有人, and a group announcement. */
const EVERYBODY = "notify@all";
const ANNOUNCEMENT = "announcement@all";

/** The wxids in `MsgSource`'s `<atuserlist>`, a comma list, mostly in CDATA; the whole group is `notify@all`. */
export function mentionsIn(msgSource: string): string[] {
  const start = msgSource.indexOf(OPEN);
  if (start < 0) return [];
  const end = msgSource.indexOf(CLOSE, start);
  if (end < 0) return [];
  const list = msgSource.slice(start + OPEN.length, end).replace(/^\s*<!\[CDATA\[|\]\]>\s*$/g, "");
  const names = list.split(",").map((name) => (name.trim() === ANNOUNCEMENT ? EVERYBODY : name.trim()));
  return [...new Set(names)].filter((name) => name !== "");
}
