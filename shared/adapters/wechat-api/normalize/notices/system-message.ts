import { attributeOf, childOf, parseXml, textOf, type XmlNode } from "../../../../kernel/domain/xml.ts";
import type { MessageBody } from "../../../../messages/domain/inbound-message.ts";
import { type Person, UNNAMED } from "../../../../messages/domain/new-members.ts";
import { groupJoinedIn, withoutRevoke } from "./join-notice.ts";
import { partsOf } from "./names.ts";
import type { Place } from "./place.ts";
import { templated } from "./template.ts";

/** What WeChat's clients and servers tell each other; people do not see it. */
const TECHNICAL =
  /<sysmsg\s[^>]*type=["'](?:ClientCheck\w*|functionmsg|dynacfg\w*|secmsg|SafeModuleMsg|bizlivenotify|midinfo|banner|gog\w*|MMBizPaySubscribe\w*|expt\w*|resourcemgr|yybsigkey|delete\w*|mmsmc|chatroominfodetail|UpdatePackage\w*|DisasterNotice|EmotionKv|subscribemsg|redpacketcfg|emojiconfig|H5Config|ilinkvoip)["']/i;

/** Whether a message of the system (`MsgType` 10002) is not for people. */
export function isTechnical(content: string): boolean {
  return TECHNICAL.test(content.slice(0, 512));
}

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
    case "NewXmlChatRoomAccessVerifyApplication":
      return application(childOf(root, type));
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

/** The owner or an administrator is asked about new members; who they are stands in the list, whatever the language. */
function application(node: XmlNode | undefined): MessageBody {
  const link = childOf(node, "link");
  const by = textOf(link, "inviterusername");
  const members = (childOf(link, "memberlist")?.children ?? []).filter(({ name }) => name === "member");
  return {
    kind: "join-application",
    notice: textOf(node, "text"),
    members: members.map((member) => ({ username: textOf(member, "username"), nickname: textOf(member, "nickname") })),
    by: by === "" ? UNNAMED : { username: by, nickname: /^["“「](.*?)["”」]/su.exec(textOf(node, "text"))?.[1] ?? "" },
    reason: textOf(link, "invitationreason"),
    ticket: textOf(link, "ticket"),
  };
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
  const parts = members.length === 1 ? members.flatMap(partsOf) : members;
  const isSure = usernames.length === parts.length;
  return usernames.map((username, index) => ({ username, nickname: isSure ? (parts[index]?.nickname ?? "") : "" }));
}
