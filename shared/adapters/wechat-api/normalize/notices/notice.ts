import type { MessageBody } from "../../../../messages/domain/inbound-message.ts";
import { chatNoticeIn } from "./chat-notice.ts";
import { groupNoticeIn } from "./group-notice.ts";
import { groupJoinedIn, withoutRevoke } from "./join-notice.ts";
import type { Place } from "./place.ts";

/** Notices are short; longer texts are not looked at, so that no text can make the expressions slow. */
const MAX_CHARS = 1000;

/** Notices in plain text (`MsgType` 10000); `undefined` for those that have no kind of their own. */
export function normalizeNotice(content: string, place: Place): MessageBody | undefined {
  const notice = content.trim();
  if (notice.length > MAX_CHARS) return undefined;
  const said = withoutRevoke(notice);
  const body = place.chat === "group" ? groupNoticeIn(said, place) : undefined;
  if (body !== undefined) return body;
  const joined = place.chat === "group" ? groupJoinedIn(said, place.wxid) : undefined;
  return joined ? { ...joined, notice: said } : chatNoticeIn(notice, place);
}
