import type { MessageBody } from "../../../../messages/domain/inbound-message.ts";
import { type Person, UNNAMED } from "../../../../messages/domain/new-members.ts";
import { oneNamed, peopleNamed } from "./names.ts";

/** What a sentence says: names as they stand in it (or a template's placeholders), and where it says "you". */
type Sentence = { readonly who: string; readonly by: string; readonly selfIsNew: boolean; readonly bySelf: boolean };

type Form = {
  readonly expression: RegExp;
  /** The sentence has the new ones in quotation marks. */
  readonly inQuotes: boolean;
  readonly selfIsNew?: true;
  readonly bySelf?: true;
};

/** A name or several in quotation marks; WeChat sometimes puts a blank before it. */
const quoted = (group: string) => `["“「]\\s?(?<${group}>.*)["”」]`;
const WHO = quoted("who");
const BY = quoted("by");
const GROUP = "群(?:聊|組|组)";
const CODE = "(?:二维码|二維碼|QR ?Code)";
const VIA = "(?:通过|通過|透过|透過)";
const SCAN = `${VIA}(?:扫描|掃描)`;
/**
 * What may follow: the group's members before, or that the new ones are no friends of the others. Without quotation marks,
 * so that a nickname cannot fake a notice.
 */
const OTHERS = '(?:[，,。][^"“”「」]*)?';

const YOU_HAVE = "You(?:['’]ve| have)?";
const TO_GROUP = "to (?:the|a) group(?: chat)?";
const JOINED = "joined (?:the |this )?group(?: chat)?";
const EN_OTHERS = '(?:[.,][^"“”]*)?';

const form = (source: string, said: Pick<Form, "selfIsNew" | "bySelf"> = {}): Form => ({
  expression: new RegExp(`^${source}$`, "isu"),
  inQuotes: source.includes(WHO),
  ...said,
});

/**
 * WeChat's sentences in Chinese (simplified and traditional) and English, from the narrow to the wide, anchored at both
 * ends. As open clients know them from callbacks: wechaty's `puppet-padlocal` and `puppet-padplus` (room-join parsers).
 */
const FORMS: readonly Form[] = [
  form(`你邀[请請]${WHO}加入了${GROUP}${OTHERS}`, { bySelf: true }),
  form(`${BY}邀[请請]你(?:和|、)${WHO}加入了${GROUP}${OTHERS}`, { selfIsNew: true }),
  form(`${BY}邀[请請]你加入了${GROUP}${OTHERS}`, { selfIsNew: true }),
  form(`${BY}邀[请請]${WHO}加入了${GROUP}${OTHERS}`),
  form(`${WHO}${SCAN}你分享的${CODE}加入了?${GROUP}${OTHERS}`, { bySelf: true }),
  form(`${WHO}${SCAN}${BY}分享的${CODE}加入了?${GROUP}${OTHERS}`),
  form(`${WHO}${VIA}你的邀[请請]${CODE}加入了?${GROUP}${OTHERS}`, { bySelf: true }),
  form(`${WHO}${VIA}${BY}的邀[请請]${CODE}加入了?${GROUP}${OTHERS}`),
  form(`你${SCAN}${BY}分享的${CODE}加入了?${GROUP}${OTHERS}`, { selfIsNew: true }),
  form(`你${SCAN}${CODE}加入了?${GROUP}${OTHERS}`, { selfIsNew: true }),
  form(`你加入了${GROUP}${OTHERS}`, { selfIsNew: true }),
  form(`${WHO}加入了${GROUP}${OTHERS}`),
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
const REVOKE = /(?:\$revoke\w*\$|<(\w+)(?:\s[^<>]*)?>[^<>]*<\/\1>|\s(?:撤[销銷]|Revoke|Undo))\s*$/iu;

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
  const said = read(withoutRevoke(sentence)) ?? (people && readPlaceholders(sentence));
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
  for (const { expression, inQuotes, selfIsNew = false, bySelf = false } of FORMS) {
    const found = expression.exec(sentence);
    if (!found) continue;
    const { who = "", by = "" } = found.groups ?? {};
    return { who: inQuotes && who !== "" ? `"${who}"` : who, by, selfIsNew, bySelf };
  }
  return undefined;
}

/** A template's words that say something else of the same people: that they could not be invited, or are to be asked. */
const OTHERWISE =
  /管理|admin|[无無]法|不能|[验驗][证證]|移[出除]|踢|想邀|申[请請]|拒[绝絕]|[确確][认認]|wants?\b|remov|kick|cannot|can['’]t|unable|declin|reject|verif|confirm/iu;
const CHINESE = /\p{Script=Han}/u;
const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;

/**
 * What a template says by its placeholders, whatever its language. The one who scanned a code is in no other template;
 * names beside an inviter, or beside what the inviter can take back, are those of new members; an inviter beside the
 * group's members before invited the account. In Chinese, all sentences about new members have a word for it.
 */
function readPlaceholders(template: string): Sentence | undefined {
  const has = (name: string) => template.includes(`$${name}$`);
  if (has("adder")) return { who: "$adder$", by: "$from$", selfIsNew: false, bySelf: false };
  const words = template.replace(PLACEHOLDER, "");
  const isChinese = CHINESE.test(words) && !JAPANESE.test(words);
  if (OTHERWISE.test(words) || (isChinese && !/加入|邀[请請]/u.test(words))) return undefined;
  const who = has("names") ? "$names$" : "";
  if (has("username") && has("others")) return { who, by: "$username$", selfIsNew: true, bySelf: false };
  if (who === "" || !(has("username") || /\$revoke\w*\$/.test(template))) return undefined;
  return { who, by: "$username$", selfIsNew: false, bySelf: !has("username") };
}

function peopleIn(names: string, people: PeopleByPlaceholder | undefined, many: "many" | "one" = "many"): Person[] {
  const placeholders = people ? [...names.matchAll(PLACEHOLDER)] : [];
  if (placeholders.length > 0) return placeholders.flatMap(([, name = ""]) => people?.get(name) ?? []);
  if (many === "many") return peopleNamed(names);
  const person = oneNamed(names);
  return person === UNNAMED ? [] : [person];
}
