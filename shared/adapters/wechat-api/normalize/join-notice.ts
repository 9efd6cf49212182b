import type { MessageBody } from "../../../messages/domain/inbound-message.ts";
import { type Person, UNNAMED } from "../../../messages/domain/new-members.ts";

/** What a sentence says: names as they stand in it (or a template's placeholders), and where it says "you". */
type Sentence = { readonly who: string; readonly by: string; readonly selfIsNew: boolean; readonly bySelf: boolean };

type Form = { readonly expression: RegExp; readonly selfIsNew?: true; readonly bySelf?: true };

/** A name or several in quotation marks; WeChat sometimes puts a blank before it. */
const quoted = (group: string) => `["“「]\\s?(?<${group}>.*)["”」]`;
const WHO = quoted("who");
const BY = quoted("by");
const GROUP = "群(?:聊|組|组)";
const CODE = "(?:二维码|二維碼|QR ?Code)";
const VIA = "(?:通过|通過|透过|透過)";
const SCAN = `${VIA}(?:扫描|掃描)`;
/** The group's members before; without quotation marks, so that a nickname cannot fake a notice. */
const OTHERS = '(?:[，,。][^"“”「」]*)?';

const YOU_HAVE = "You(?:['’]ve| have)?";
const TO_GROUP = "to (?:the|a) group(?: chat)?";
const JOINED = "joined (?:the |this )?group(?: chat)?";
const EN_OTHERS = '(?:[.,][^"“”]*)?';

const form = (source: string, said: Omit<Form, "expression"> = {}): Form => ({
  expression: new RegExp(`^${source}$`, "isu"),
  ...said,
});

/**
 * WeChat's sentences in Chinese (simplified and traditional) and English, from the narrow to the wide, anchored at both
 * ends. As open clients know them from callbacks: wechaty's `puppet-padlocal` and `puppet-padplus` (room-join parsers).
 */
const FORMS: readonly Form[] = [
  form(`你邀[请請]${WHO}加入了${GROUP}`, { bySelf: true }),
  form(`${BY}邀[请請]你(?:和|、)${WHO}加入了${GROUP}${OTHERS}`, { selfIsNew: true }),
  form(`${BY}邀[请請]你加入了${GROUP}${OTHERS}`, { selfIsNew: true }),
  form(`${BY}邀[请請]${WHO}加入了${GROUP}`),
  form(`${WHO}${SCAN}你分享的${CODE}加入了?${GROUP}`, { bySelf: true }),
  form(`${WHO}${SCAN}${BY}分享的${CODE}加入了?${GROUP}`),
  form(`${WHO}${VIA}你的邀[请請]${CODE}加入了?${GROUP}`, { bySelf: true }),
  form(`${WHO}${VIA}${BY}的邀[请請]${CODE}加入了?${GROUP}`),
  form(`你${SCAN}${BY}分享的${CODE}加入了?${GROUP}${OTHERS}`, { selfIsNew: true }),
  form(`你${SCAN}${CODE}加入了?${GROUP}${OTHERS}`, { selfIsNew: true }),
  form(`你加入了${GROUP}${OTHERS}`, { selfIsNew: true }),
  form(`${WHO}加入了${GROUP}`),
  form(`${YOU_HAVE} ${JOINED} via (?:the )?QR ?code shared by (?<by>.+?)\\.?`, { selfIsNew: true }),
  form(`${YOU_HAVE} ${JOINED}(?: via (?:the )?QR ?code)?${EN_OTHERS}`, { selfIsNew: true }),
  form(`${YOU_HAVE} invited (?<who>.+) ${TO_GROUP}\\.?`, { bySelf: true }),
  form(`(?<by>.+?) invited you and (?<who>.+) ${TO_GROUP}\\.?`, { selfIsNew: true }),
  form(`(?<by>.+?) invited you ${TO_GROUP}(?: with(?: [^"“”]*)?)?\\.?`, { selfIsNew: true }),
  form(`(?<by>.+?) invited (?<who>.+) ${TO_GROUP}\\.?`),
  form(`(?<who>.+?) ${JOINED} via (?:your (?:shared )?QR ?code|the QR ?code you shared)\\.?`, { bySelf: true }),
  form(`(?<who>.+?) ${JOINED} via (?:the )?QR ?code shared by (?<by>.+?)\\.?`),
  form(`${WHO} ${JOINED}(?: via (?:the )?QR ?code)?\\.?`),
];

/** What the inviter may click on stands behind the sentence. */
const REVOKE = /\s*(?:\$revoke\w*\$|<(\w+)(?:\s[^<>]*)?>[^<>]*<\/\1>|\s(?:撤[销銷]|Revoke|Undo))\s*$/iu;

/** The people whom a template's placeholder stands for. */
export type PeopleByPlaceholder = ReadonlyMap<string, readonly Person[]>;

const PLACEHOLDER = /\$(\w+)\$/g;

/**
 * What a sentence says of a group's new members; `undefined` where it says something else. `wxid`: the account's own,
 * for "you". `people` are those of a template; in a plain sentence there are names only.
 */
export function groupJoinedIn(
  sentence: string,
  wxid: string,
  people?: PeopleByPlaceholder,
): Pick<Extract<MessageBody, { kind: "group-joined" }>, "kind" | "members" | "by"> | undefined {
  const said = read(sentence.trim());
  if (said === undefined) return undefined;
  const self: Person = { username: wxid, nickname: "" };
  const members = peopleIn(said.who, people);
  const [by = UNNAMED] = said.bySelf ? [self] : peopleIn(said.by, people, "one");
  return { kind: "group-joined", members: said.selfIsNew ? [self, ...members] : members, by };
}

/** The sentence without what can be clicked on behind it. */
export function withoutRevoke(sentence: string): string {
  return sentence.replace(REVOKE, "").trim();
}

function read(sentence: string): Sentence | undefined {
  for (const { expression, selfIsNew = false, bySelf = false } of FORMS) {
    const found = expression.exec(sentence);
    if (found) return { who: found.groups?.who ?? "", by: found.groups?.by ?? "", selfIsNew, bySelf };
  }
  // The one who scanned a code: this placeholder is in no other template, whatever the language.
  if (sentence.includes("$adder$")) return { who: "$adder$", by: "$from$", selfIsNew: false, bySelf: false };
  return undefined;
}

function peopleIn(names: string, people: PeopleByPlaceholder | undefined, many: "many" | "one" = "many"): Person[] {
  const placeholders = people ? [...names.matchAll(PLACEHOLDER)] : [];
  if (placeholders.length > 0) return placeholders.flatMap(([, name = ""]) => people?.get(name) ?? []);
  const list = many === "one" ? [names] : namesIn(names);
  return list.map((name) => ({ username: "", nickname: unquoted(name) })).filter(({ nickname }) => nickname !== "");
}

const BETWEEN_QUOTES = /["”」]\s*(?:、|,|，|and)\s*["“「]/u;

/** Names in one pair of quotation marks or each in its own; one that has the separator in itself becomes two. */
function namesIn(names: string): string[] {
  return BETWEEN_QUOTES.test(names) ? names.split(BETWEEN_QUOTES) : unquoted(names).split(/、|, /u);
}

function unquoted(name: string): string {
  return name
    .trim()
    .replace(/^["“「](.*)["”」]$/su, "$1")
    .trim();
}
