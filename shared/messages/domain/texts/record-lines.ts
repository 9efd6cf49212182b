import type { InboundMessage } from "../inbound-message.ts";

type Items = Extract<InboundMessage, { kind: "chat-record" }>["items"];

/** Characters (UTF-16 units) that the lines of a record may take together. */
const LIMIT = 2000;

/** The messages of a record as lines, `大哈: 价格怎么样`, those of nested records set in by two blanks for each level. */
export function recordLines(items: Items): string[] {
  const lines: string[] = [];
  let left = LIMIT;
  for (const { depth, name, text } of items) {
    const line = `${"  ".repeat(depth)}${name === "" ? "" : `${name}: `}${text}`;
    left -= line.length;
    if (left < 0) return [...lines, "…"];
    lines.push(line);
  }
  return lines;
}
