import { EVERYBODY } from "./content.ts";

/** What stands behind a mentioned name (U+2005), by which WeChat's clients see where it ends. */
const NAME_END = "\u2005";

/** Shown for `notify@all`. */
const EVERYBODY_SHOWN = "所有人";

/** Shown for a member whose name nobody knows: the mention itself goes by the wxid. */
const UNKNOWN_SHOWN = "群成员";

const PLACEHOLDER = /\{@([A-Za-z0-9_.@-]{1,128})\}/g;

/** Whose names a text with these mentions shows. */
export function membersToName(mentions: readonly string[]): string[] {
  return [...new Set(mentions)].filter((wxid) => wxid !== EVERYBODY);
}

/**
 * The text as people read it: each `{@wxid}` of a mentioned wxid becomes `@name` and U+2005; who is mentioned without
 * one stands before the text. Braces around anybody else stay as they are.
 */
export function withVisibleMentions(
  text: string,
  mentions: readonly string[],
  names: ReadonlyMap<string, string>,
): string {
  const mentioned = new Set(mentions);
  const placed = new Set<string>();
  const shown = text.replace(PLACEHOLDER, (placeholder, wxid: string) => {
    if (!mentioned.has(wxid)) return placeholder;
    placed.add(wxid);
    return visible(wxid, names);
  });
  const inFront = [...mentioned].filter((wxid) => !placed.has(wxid)).map((wxid) => visible(wxid, names));
  return inFront.join("") + shown;
}

function visible(wxid: string, names: ReadonlyMap<string, string>): string {
  const name = wxid === EVERYBODY ? EVERYBODY_SHOWN : oneLine(names.get(wxid) ?? "");
  return `@${name === "" ? UNKNOWN_SHOWN : name}${NAME_END}`;
}

/** Names are other people's: no line breaks and no end of a name within one. */
function oneLine(name: string): string {
  return name.replace(/[\p{Cc}\u2005\u2028\u2029]+/gu, " ").trim();
}
