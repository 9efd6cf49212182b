import { EVERYBODY } from "./content.ts";

/** Stands behind a mentioned name (U+2005): WeChat's clients see by it where the name ends. */
const NAME_END = "\u2005";

/** Shown for `notify@all`. */
const EVERYBODY_SHOWN = "所有人";

/** Shown for a member whose name is not known. WeChat notifies the member all the same, by the wxid. */
const UNKNOWN_SHOWN = "群成员";

const PLACEHOLDER = /\{@([A-Za-z0-9_.@-]{1,128})\}/g;

/** The members whose names a text with these mentions shows. */
export function membersToName(mentions: readonly string[]): string[] {
  return [...new Set(mentions)].filter((wxid) => wxid !== EVERYBODY);
}

/**
 * The text as people read it. Each `{@wxid}` of a mentioned member becomes `@name` and U+2005. Mentioned members without
 * such a place stand before the text. Braces around other wxids stay as they are.
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

/** People choose their names: line breaks and name ends within a name become blanks. */
function oneLine(name: string): string {
  return name.replace(/[\p{Cc}\u2005\u2028\u2029]+/gu, " ").trim();
}
