import { cutText } from "../../kernel/domain/well-formed.ts";
import { CONTENT_LIMIT, type Content, contentSchema, TEXT_LIMIT } from "./content.ts";

/** A text to send, cut at 10,000 characters. */
export function textContent(text: string): Extract<Content, { type: "text" }> {
  if (text.length <= TEXT_LIMIT) return { type: "text", text };
  return { type: "text", text: `${cutText(text, TEXT_LIMIT - 1)}…` };
}

/** One text, or no content at all for an empty one. */
export function asText(text: string): Content[] {
  return text === "" ? [] : [textContent(text)];
}

/** `content`, or the label where the vendor left out what it takes, or where it is too large for a command. */
export function orText(content: Content, label: string): Content[] {
  const empty = content.type === "emoji" && content.size <= 0;
  const sendable = !empty && contentSchema.safeParse(content).success;
  return sendable && Buffer.byteLength(JSON.stringify(content)) <= CONTENT_LIMIT ? [content] : asText(label);
}

/** The `<appmsg>` element of a message's XML, which the gateway's app message takes alone; empty where it is missing. */
export function appElement(xml: string): string {
  const start = xml.indexOf("<appmsg");
  const end = xml.indexOf("</appmsg>");
  return start >= 0 && end > start ? xml.slice(start, end + "</appmsg>".length) : "";
}
