import type { MessageBody } from "../../../messages/domain/inbound-message.ts";
import { groupJoinedIn, withoutRevoke } from "./join-notice.ts";

/** Notices are short; longer texts are not looked at, so that no text can make the expressions slow. */
const MAX_CHARS = 1000;

/**
 * WeChat's own sentences in Chinese (simplified and traditional) and English. They are anchored at both ends, because
 * nicknames stand in them: a person may be called 修改群名为.
 */
const REMOVED = [
  /^你已?被(?:["“「](.*)["”」])?移出了?群(?:聊|組|组)$/su,
  /^You (?:were|have been) removed from the group(?: chat)?(?: by ["“]?(.*?)["”]?)?\.?$/su,
];
const RENAMED = [
  /^(?:你|["“「](.*)["”」])修改群名[为為]["“「](.*)["”」]$/su,
  /^(?:You|["“]?(.*?)["”]?) changed the group(?: chat)? name to ["“](.*)["”]\.?$/su,
];
const NEW_OWNER = [
  /^(?:你|["“「](.*)["”」])已?成[为為]新的?群主$/su,
  /^(?:You|["“]?(.*?)["”]?) (?:have become|has become|became|are now|is now) the (?:new )?group owner\.?$/su,
];

/**
 * A group's notices in plain text (`MsgType` 10000); `undefined` for the many that have no kind of their own. `wxid`:
 * the account's own.
 */
export function normalizeNotice(content: string, wxid: string): MessageBody | undefined {
  const notice = content.trim();
  if (notice.length > MAX_CHARS) return undefined;
  const removed = match(REMOVED, notice);
  if (removed !== undefined) return { kind: "removed-from-group", notice, by: removed[1] ?? "" };
  const renamed = match(RENAMED, notice);
  if (renamed !== undefined) return { kind: "group-renamed", notice, by: renamed[1] ?? "", name: renamed[2] ?? "" };
  const owner = match(NEW_OWNER, notice);
  if (owner !== undefined) return { kind: "group-owner-changed", notice, owner: owner[1] ?? "" };
  const said = withoutRevoke(notice);
  const joined = groupJoinedIn(said, wxid);
  return joined && { ...joined, notice: said };
}

function match(expressions: readonly RegExp[], text: string): RegExpExecArray | undefined {
  for (const expression of expressions) {
    const found = expression.exec(text);
    if (found !== null) return found;
  }
  return undefined;
}
