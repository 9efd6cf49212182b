import { EVERYBODY } from "../../../messages/domain/content.ts";
import type { AddMsgData } from "./callback-body.ts";

const OPEN = "<atuserlist>";
const CLOSE = "</atuserlist>";

/** A group announcement mentions the whole group. */
const ANNOUNCEMENT = "announcement@all";

/**
 * The wxids that a group's message mentions; the whole group is `notify@all`. They stand in `MsgSource`'s `<atuserlist>`,
 * a comma list, mostly in CDATA. Some gateways leave the list out; then the preview says whether the account (`wxid`) or
 * the whole group is meant.
 */
export function mentionsIn({ MsgSource, PushContent, Content }: AddMsgData, wxid: string): string[] {
  const listed = listedIn(MsgSource);
  return listed.length > 0 || PushContent === "" || !Content.includes("@") ? listed : previewed(PushContent, wxid);
}

function listedIn(msgSource: string): string[] {
  const start = msgSource.indexOf(OPEN);
  if (start < 0) return [];
  const end = msgSource.indexOf(CLOSE, start);
  if (end < 0) return [];
  const list = msgSource.slice(start + OPEN.length, end).replace(/^\s*<!\[CDATA\[|\]\]>\s*$/g, "");
  const names = list.split(/[,;，]/).map((name) => (name.trim() === ANNOUNCEMENT ? EVERYBODY : name.trim()));
  return [...new Set(names)].filter((name) => name !== "");
}

/** What WeChat's preview says in place of the text. */
const MENTIONS_ME =
  /(?:@了?[你您]|提及了?[你您]|mentioned you(?: in (?:a|the) group(?: chat)?)?|@(?:ed )?you)[.。!！]?$/i;
const MENTIONS_ALL = /(?:@了?(?:所有人|全体成员|全體成員|大家)|mentioned (?:everyone|all)(?: in .*)?|@all)[.。!！]?$/i;

/** Stands between the author's name and the text in an ordinary preview, whose text people write. */
const QUOTES_TEXT = /\s?[:：]\s?/;

function previewed(preview: string, wxid: string): string[] {
  const said = preview.trim();
  if (QUOTES_TEXT.test(said)) return [];
  if (MENTIONS_ALL.test(said)) return [EVERYBODY];
  return MENTIONS_ME.test(said) && wxid !== "" ? [wxid] : [];
}
