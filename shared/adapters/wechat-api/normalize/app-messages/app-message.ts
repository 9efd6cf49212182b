import { childOf, numberIn, textOf } from "../../../../kernel/domain/xml.ts";
import type { MessageBody } from "../../../../messages/domain/inbound-message.ts";
import { chatRecord, note } from "./chat-record.ts";
import type { AppMessage } from "./element.ts";
import { redPacket, redPacketCover, transfer } from "./money.ts";
import { attachment, miniProgram, page, videoChannel } from "./pages.ts";
import { appText, channelCard, live, music, realtimeLocation, solitaire, videoShare } from "./shares.ts";

type Read = (message: AppMessage) => MessageBody;

/**
 * By `appmsg.type`, which alone decides. WechatApi's documentation has 5, 6, 33, 36, 51, 57, 74, 2000 and 2001; the others
 * are those of open clients of the same protocol (wechaty's `AppMessageType`, WeChatFerry's table of types).
 */
const READERS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ["1", appText],
  ["3", music],
  ["4", videoShare],
  ["5", page],
  ["6", ({ appmsg, xml }) => ({ kind: "file", xml, ...attachment(appmsg) })],
  ["8", sticker],
  ["17", realtimeLocation],
  ["19", chatRecord],
  ["24", note],
  ["33", miniProgram],
  ["36", miniProgram],
  ["50", channelCard],
  ["51", videoChannel],
  ["53", solitaire],
  ["62", pat],
  ["63", live],
  ["74", ({ appmsg, xml }) => ({ kind: "file-announced", xml, ...attachment(appmsg) })],
  ["76", music],
  ["87", announcement],
  ["92", music],
  ["2000", transfer],
  ["2001", redPacket],
  ["2003", redPacketCover],
]);

/** Links, files, mini programs, shares, money; `undefined` for types that are in no table. */
export function normalizeAppMessage(message: AppMessage): MessageBody | undefined {
  return READERS.get(message.type)?.(message);
}

function sticker({ appmsg, xml }: AppMessage): MessageBody {
  const md5 = textOf(appmsg, "appattach", "emoticonmd5");
  return { kind: "emoji", xml, md5, size: numberIn(textOf(appmsg, "appattach", "totallen")), url: "" };
}

/** The newer form of an announcement; the text stands in an element of its own, or in the title. */
function announcement({ appmsg, xml }: AppMessage): MessageBody {
  return {
    kind: "group-announcement",
    xml,
    text: textOf(appmsg, "textannouncement") || textOf(appmsg, "title"),
    announcementId: textOf(appmsg, "announcement_id"),
  };
}

/** The newer form of a pat. The vendor's spelling of the template. */
function pat({ appmsg }: AppMessage): MessageBody {
  const record = childOf(appmsg, "patMsg", "records", "record");
  return {
    kind: "pat",
    from: textOf(record, "fromUser"),
    to: textOf(record, "pattedUser"),
    template: textOf(record, "templete") || textOf(record, "template") || textOf(appmsg, "title"),
  };
}
