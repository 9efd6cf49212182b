import { createHolds, type Holds } from "./holds.ts";
import { inlineText, linkDefinitions } from "./inline-text.ts";
import { readTable } from "./table-lines.ts";

const FENCE = /^([ \t]*)(`{3,}|~{3,})[ \t]*([^`\n]*)$/;
/** Fences around a whole answer, which is Markdown itself. */
const MARKDOWN = /^(?:markdown|md)\b/i;
const RULE = /^[ \t]{0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$/;
const UNDERLINE = /^[ \t]{0,3}={3,}[ \t]*$/;
const HEADING = /^[ \t]{0,3}(?:#{1,6}[ \t]+|#{2,6}(?=[^#\s]))(.*)$/;
/** Runs at an end are tried from their beginning only: tried from each character, a long one takes seconds. */
const LAST_BLANKS = /(?<![ \t])[ \t]+$/gm;
const LAST_HASHES = /(?<!#)#+$/;
const QUOTE = /^[ \t]{0,3}(?:>[ \t]?)+/;
const ITEM = /^([ \t]*)[*+-][ \t]+(?:\[([ xX])\][ \t]+)?/;
/** A row of a table whose beginning is missing. */
const LONE_ROW = /^[ \t]*\|(.+)\|[ \t]*$/;
const DEFINITION = /^[ \t]{0,3}\[[^\]\n]{1,200}\]:[ \t]*\S+.*$/;

/** Markdown as a chat can show it: no marks, rows of tables as lines, links with their address, code as it is. */
export function chatText(markdown: string): string {
  const holds = createHolds();
  const text = converted(markdown.split("\n"), holds, linkDefinitions(markdown));
  const spaced = text.replace(LAST_BLANKS, "").replace(/\n{3,}/g, "\n\n");
  return holds.release(spaced.replace(/^\n+/, "").trimEnd());
}

function converted(lines: readonly string[], holds: Holds, links: ReadonlyMap<string, string>): string {
  const written: string[] = [];
  const inline = (text: string) => inlineText(text, holds, links);
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const fence = FENCE.exec(line);
    if (fence) {
      const end = endOfFence(lines, at + 1, fence[2] ?? "");
      const code = lines.slice(at + 1, end);
      const isMarkdown = MARKDOWN.test(fence[3] ?? "");
      if (isMarkdown) written.push(converted(code, holds, links));
      else if (code.some((row) => row.trim() !== "")) written.push(holds.hold(unindented(code, fence[1] ?? "")));
      at = end;
      continue;
    }
    const table = readTable(lines, at, inline);
    if (table) {
      written.push(...table.lines);
      at = table.end - 1;
    } else if (!UNDERLINE.test(line) && !DEFINITION.test(line)) {
      written.push(RULE.test(line) ? "" : convertedLine(line, inline));
    }
  }
  return written.join("\n");
}

/** The line that closes a fence; the end of the text where the fence is not closed. */
function endOfFence(lines: readonly string[], from: number, fence: string): number {
  const closing = new RegExp(`^[ \\t]*${fence[0]}{${fence.length},}[ \\t]*$`);
  const end = lines.findIndex((line, index) => index >= from && closing.test(line));
  return end < 0 ? lines.length : end;
}

function unindented(code: readonly string[], indent: string): string {
  return code.map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line)).join("\n");
}

function convertedLine(line: string, inline: (text: string) => string): string {
  const row = LONE_ROW.exec(line);
  if (row?.[1]?.includes("|")) return row[1].split("|").map(inline).map(trimmed).filter(Boolean).join("，");
  const plain = line.replace(QUOTE, "");
  const heading = HEADING.exec(plain);
  if (heading) return inline(withoutClosing(heading[1] ?? ""));
  const item = ITEM.exec(plain);
  if (!item) return inline(plain);
  const box = item[2] === undefined ? "•" : item[2] === " " ? "☐" : "☑";
  return `${item[1]}${box} ${inline(plain.slice(item[0].length))}`;
}

/** The text of a heading without the hashes that may close it. */
function withoutClosing(heading: string): string {
  return heading.replace(LAST_BLANKS, "").replace(LAST_HASHES, "").replace(LAST_BLANKS, "");
}

function trimmed(text: string): string {
  return text.trim();
}
