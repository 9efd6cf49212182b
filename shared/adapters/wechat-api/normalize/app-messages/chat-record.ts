import {
  attributeOf,
  childOf,
  contentOf,
  numberIn,
  parseXml,
  textOf,
  type XmlNode,
} from "../../../../kernel/domain/xml.ts";
import type { MessageBody } from "../../../../messages/domain/inbound-message.ts";
import type { AppMessage } from "./element.ts";

type Item = Extract<MessageBody, { kind: "chat-record" }>["items"][number];

/** Messages of a record that are read, those of nested ones counted; and how deep records may lie in each other. */
const MOST_ITEMS = 300;
const MOST_DEPTH = 5;
/** Characters (UTF-16 units) of one message. */
const ITEM_LIMIT = 2000;

/** A record in a record. */
const NESTED = "17";

/** What came in place of a text, by the vendor's `datatype` (wechaty, WeChatFerry). */
const SHOWN: Readonly<Record<string, string>> = {
  "2": "[图片]",
  "3": "[语音]",
  "4": "[视频]",
  "5": "[链接]",
  "6": "[位置]",
  "7": "[音乐]",
  "8": "[文件]",
  "15": "[视频]",
  "16": "[名片]",
  [NESTED]: "[聊天记录]",
  "19": "[小程序]",
  "22": "[视频号]",
  "23": "[视频号直播]",
  "29": "[音乐]",
  "36": "[小程序]",
  "37": "[动画表情]",
};

export function chatRecord({ appmsg, xml }: AppMessage): MessageBody {
  return { kind: "chat-record", xml, ...titled(appmsg), items: itemsOf(appmsg) };
}

export function note({ appmsg, xml }: AppMessage): MessageBody {
  return { kind: "note", xml, ...titled(appmsg), items: itemsOf(appmsg) };
}

function titled(appmsg: XmlNode) {
  return { title: textOf(appmsg, "title"), description: textOf(appmsg, "des") };
}

function itemsOf(appmsg: XmlNode): Item[] {
  const items: Item[] = [];
  addItems(items, childOf(parseXml(contentOf(appmsg, "recorditem")), "datalist"), 0);
  return items;
}

/** Adds the messages of a list, each with those of the record that it holds behind it. */
function addItems(items: Item[], list: XmlNode | undefined, depth: number): void {
  for (const item of list?.children ?? []) {
    if (items.length === MOST_ITEMS) return;
    if (item.name !== "dataitem") continue;
    const type = attributeOf(item, "datatype");
    items.push({
      depth,
      name: textOf(item, "sourcename"),
      time: textOf(item, "sourcetime"),
      type: numberIn(type),
      text: shownIn(item, type),
    });
    if (type === NESTED && depth + 1 < MOST_DEPTH) addItems(items, nestedIn(item), depth + 1);
  }
}

/** A record in a record is XML as text, or elements. */
function nestedIn(item: XmlNode): XmlNode | undefined {
  return childOf(parseXml(contentOf(item, "recordxml")), "datalist");
}

function shownIn(item: XmlNode, type: string): string {
  const label = SHOWN[type] ?? "";
  const words = textOf(item, "datatitle") || textOf(item, "datadesc");
  return `${label}${type === NESTED ? textOf(item, "datatitle") : words}`
    .slice(0, ITEM_LIMIT)
    .replace(/[\uD800-\uDBFF]$/, "");
}
