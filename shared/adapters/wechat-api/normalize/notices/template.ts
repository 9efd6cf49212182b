import { attributeOf, childOf, textOf, type XmlNode } from "../../../../kernel/domain/xml.ts";
import type { MessageBody } from "../../../../messages/domain/inbound-message.ts";
import { type Person, UNNAMED } from "../../../../messages/domain/new-members.ts";
import { groupJoinedIn, withoutRevoke } from "./join-notice.ts";
import { normalizeNotice } from "./notice.ts";
import type { Place } from "./place.ts";

/** The stem of "dissolved" in the languages of WeChat's phones: here no placeholder gives it away. */
const DISSOLVED = new RegExp(
  [
    "解散|disband|dismiss|dissol", // Chinese, Japanese, English, Portuguese
    "해산|해체|giải tán|ยุบ|bubar", // Korean, Vietnamese, Thai, Indonesian and Malay
    "disolv|disuel|dissou|sciol|aufgel[öo]st", // Spanish, French, Italian, German
    "распу(?:ст|щ)|расформ|dağıt", // Russian, Turkish
  ].join("|"),
  "iu",
);

/** The stem of "left the group" likewise. */
const LEFT = new RegExp(
  [
    "退出|[离離][开開]|退会|退室|抜けました|\\bleft\\b|has quit", // Chinese, Japanese, English
    "나갔|퇴장|rời (?:khỏi )?nhóm|ออกจาก|keluar|meninggalkan", // Korean, Vietnamese, Thai, Indonesian and Malay
    "abandon|sali[óo]|quitté|verlassen|saiu|uscito|lasciato", // Spanish, French, German, Portuguese, Italian
    "покинул|вышел|вышла|ayrıldı|çıktı", // Russian, Turkish
  ].join("|"),
  "iu",
);

/** The people in the lists of a template, and the plain texts, by placeholder. */
type Lists = {
  readonly people: ReadonlyMap<string, readonly Person[]>;
  readonly texts: ReadonlyMap<string, string>;
};

/**
 * A template is a sentence with `$name$` where lists of people go. Its wording follows the phone's language, the
 * placeholders do not. People's nicknames are not in it, so that a nickname cannot fake a notice.
 */
export function templated(node: XmlNode | undefined, place: Place): MessageBody | undefined {
  const whole = textOf(node, "template");
  const template = withoutRevoke(whole);
  const lists = listsIn(node);
  const notice = render(template, lists);
  if (template.includes("$kickoutname$")) {
    return { kind: "member-removed", notice, members: [...(lists.people.get("kickoutname") ?? [])] };
  }
  if (DISSOLVED.test(template)) return { kind: "group-dismissed", notice, by: [...lists.people.values()].flat() };
  const joined = place.chat === "group" ? groupJoinedIn(whole, place.wxid, lists.people) : undefined;
  if (joined) return { ...joined, notice };
  const said = normalizeNotice(template, place);
  if (said !== undefined && said.kind !== "group-joined") return filledIn(said, lists);
  const everyone = [...lists.people.values()].flat();
  if (place.chat !== "group" || everyone.length === 0 || !LEFT.test(template)) return undefined;
  return { kind: "member-left", notice, members: everyone };
}

function listsIn(node: XmlNode | undefined): Lists {
  const links = childOf(node, "link_list")?.children ?? [];
  const people = new Map(links.map((link) => [attributeOf(link, "name"), peopleIn(link)]));
  const texts = new Map(
    links.map((link) => [attributeOf(link, "name"), textOf(link, "plain") || textOf(link, "title")]),
  );
  return { people, texts };
}

function peopleIn(link: XmlNode): Person[] {
  const members = (childOf(link, "memberlist")?.children ?? []).filter(({ name }) => name === "member");
  return members.map((member) => ({ username: textOf(member, "username"), nickname: textOf(member, "nickname") }));
}

function render(template: string, { people, texts }: Lists): string {
  return template.replace(/\$(\w+)\$/g, (placeholder, name: string) => {
    const named = people.get(name);
    if (named === undefined) return placeholder;
    const names = named.map((person) => person.nickname || person.username).join("、");
    return names || texts.get(name) || "";
  });
}

/** What the template's sentence says, with people and names in the places of their placeholders. */
function filledIn(body: MessageBody, lists: Lists): MessageBody {
  const text = (value: string) => render(value, lists);
  const people = (list: readonly Person[]) => list.flatMap((person) => lists.people.get(nameIn(person)) ?? [person]);
  switch (body.kind) {
    case "member-removed":
    case "member-left":
      return { ...body, notice: text(body.notice), members: people(body.members) };
    case "join-application":
      return {
        ...body,
        notice: text(body.notice),
        members: people(body.members),
        by: people([body.by])[0] ?? UNNAMED,
      };
    case "group-renamed":
      return { ...body, notice: text(body.notice), by: text(body.by), name: text(body.name) };
    case "group-owner-changed":
      return { ...body, notice: text(body.notice), owner: text(body.owner) };
    case "removed-from-group":
      return { ...body, notice: text(body.notice), by: text(body.by) };
    case "friend-added":
      return { ...body, notice: text(body.notice), name: text(body.name) };
    case "pat":
      return { ...body, template: text(body.template) };
    case "call":
      return { ...body, text: text(body.text) };
    default:
      return "notice" in body ? { ...body, notice: text(body.notice) } : body;
  }
}

function nameIn({ nickname }: Person): string {
  return /^\$(\w+)\$$/.exec(nickname)?.[1] ?? "";
}
