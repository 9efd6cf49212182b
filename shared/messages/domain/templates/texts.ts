import { cutText } from "../../../kernel/domain/well-formed.ts";
import { type MessageContent, TEXT_LIMIT } from "../content.ts";
import { isPush, VALUE_ROOM } from "./contents.ts";

/** The texts of a content in which variables may stand, by their paths within it. */
export function textsIn(content: MessageContent): { readonly path: string; readonly text: string }[] {
  if (content.type === "text") return [{ path: "text", text: content.text }];
  if (!isPush(content)) return [];
  return Object.entries(content.data).map(([key, { value }]) => ({ path: `data.${key}.value`, text: value }));
}

/**
 * A content with its variables filled in. A value that is longer than any field takes keeps so much of it that it is
 * refused before it is sent: it never goes out cut.
 */
export function withTexts<C extends MessageContent>(content: C, fill: (text: string) => string): C;
export function withTexts(content: MessageContent, fill: (text: string) => string): MessageContent {
  if (content.type === "text") return { ...content, text: cutText(fill(content.text), TEXT_LIMIT) };
  if (!isPush(content)) return content;
  const filled = Object.entries(content.data).map(([key, field]) => [
    key,
    { ...field, value: cutText(fill(field.value), VALUE_ROOM) },
  ]);
  return { ...content, data: Object.fromEntries(filled) };
}
