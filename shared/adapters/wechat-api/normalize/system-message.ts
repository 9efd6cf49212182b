import { attributeOf, childOf, parseXml, textOf, type XmlNode } from "../../../kernel/domain/xml.ts";
import type { MessageBody, MessageHead } from "../../../messages/domain/inbound-message.ts";
import type { Person } from "../../../messages/domain/new-members.ts";
import { groupJoinedIn, withoutRevoke } from "./join-notice.ts";

type Place = Pick<MessageHead, "chat" | "wxid">;

/** Recalls, pats and the group's notices in XML (`MsgType` 10002, told apart by `sysmsg type`); else `undefined`. */
export function normalizeSystemMessage(xml: string, place: Place): MessageBody | undefined {
  const root = parseXml(xml);
  if (root?.name !== "sysmsg") return undefined;
  const type = attributeOf(root, "type");
  switch (type) {
    case "revokemsg":
      return revoke(childOf(root, type));
    case "pat":
      return pat(childOf(root, type));
    // The vendor's spelling.
    case "mmchatroombarannouncememt":
      return announcement(childOf(root, type), xml);
    case "roomtoolstips":
      return todo(childOf(root, "todo"), xml);
    case "sysmsgtemplate":
      return templated(childOf(root, type, "content_template"), place);
    // Named after what can be done about it: the inviter may still take the new ones out.
    case "delchatroommember":
      return place.chat === "group" ? revocable(childOf(root, type), place.wxid) : undefined;
    default:
      return undefined;
  }
}

function revoke(node: XmlNode | undefined): MessageBody {
  return { kind: "revoke", notice: textOf(node, "replacemsg"), revokedMsgId: textOf(node, "newmsgid") };
}

function pat(node: XmlNode | undefined): MessageBody {
  return {
    kind: "pat",
    from: textOf(node, "fromusername"),
    to: textOf(node, "pattedusername"),
    template: textOf(node, "template"),
  };
}

function announcement(node: XmlNode | undefined, xml: string): MessageBody {
  return {
    kind: "group-announcement",
    xml,
    text: textOf(node, "content"),
    announcementId: textOf(node, "announcement_id"),
  };
}

function todo(node: XmlNode | undefined, xml: string): MessageBody {
  return {
    kind: "group-todo",
    xml,
    todoId: textOf(node, "todoid"),
    title: textOf(node, "title"),
    creator: textOf(node, "creator"),
    operator: textOf(node, "oper"),
    relatedMsgId: textOf(node, "related_msgid"),
    template: textOf(node, "template"),
  };
}

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

/**
 * A template is a sentence with `$name$` where lists of people go. Its wording follows the phone's language, the
 * placeholders do not. People's nicknames are not in it, so that a nickname cannot fake a notice.
 */
function templated(node: XmlNode | undefined, { chat, wxid }: Place): MessageBody | undefined {
  const template = withoutRevoke(textOf(node, "template"));
  const lists = peopleByPlaceholder(node);
  const notice = render(template, lists);
  if (template.includes("$kickoutname$")) {
    return { kind: "member-removed", notice, members: lists.get("kickoutname") ?? [] };
  }
  if (DISSOLVED.test(template)) {
    return { kind: "group-dismissed", notice, by: [...lists.values()].flat() };
  }
  const joined = chat === "group" ? groupJoinedIn(template, wxid, lists) : undefined;
  return joined && { ...joined, notice };
}

/** A plain sentence with the new ones' wxids behind it: an older form of notices to the inviter. */
function revocable(node: XmlNode | undefined, wxid: string): MessageBody | undefined {
  const notice = withoutRevoke(textOf(node, "plain") || textOf(node, "text"));
  const joined = groupJoinedIn(notice, wxid);
  if (joined === undefined) return undefined;
  const usernames = (childOf(node, "link", "memberlist")?.children ?? [])
    .map(({ text }) => text.trim())
    .filter(Boolean);
  return { ...joined, notice, members: withUsernames(joined.members, usernames) };
}

/** The wxids count. Nicknames are added only where it is certain whose they are; the directory knows the others. */
function withUsernames(members: readonly Person[], usernames: readonly string[]): Person[] {
  if (usernames.length === 0) return [...members];
  if (usernames.length === 1) {
    return usernames.map((username) => ({ username, nickname: members.map(({ nickname }) => nickname).join("、") }));
  }
  const isSure = usernames.length === members.length;
  return usernames.map((username, index) => ({ username, nickname: isSure ? (members[index]?.nickname ?? "") : "" }));
}

function peopleByPlaceholder(node: XmlNode | undefined): Map<string, Person[]> {
  const links = childOf(node, "link_list")?.children ?? [];
  return new Map(links.map((link) => [attributeOf(link, "name"), peopleIn(link)]));
}

function peopleIn(link: XmlNode): Person[] {
  const members = childOf(link, "memberlist")?.children ?? [];
  return members.map((member) => ({ username: textOf(member, "username"), nickname: textOf(member, "nickname") }));
}

function render(template: string, lists: Map<string, Person[]>): string {
  return template.replace(/\$(\w+)\$/g, (placeholder, name: string) => {
    const people = lists.get(name);
    return people === undefined ? placeholder : people.map((person) => person.nickname || person.username).join("、");
  });
}
