/** The line under a table's head: `|---|:--:|`. */
const DELIMITER = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

/** A cell's end: a bar that is neither escaped nor in code. */
const CELLS = /(?:\\.|`[^`\n]*`|[^|\\\n`]|[\\`])+|\|/g;

/** The table that begins in line `at`, each row as one line (`店：一店，电话：010-1`); `end`: the line behind it. */
export function readTable(
  lines: readonly string[],
  at: number,
  inline: (text: string) => string,
): { readonly lines: string[]; readonly end: number } | undefined {
  const [head = "", delimiter = ""] = [lines[at], lines[at + 1]];
  if (!head.includes("|") || !delimiter.includes("|") || !DELIMITER.test(delimiter)) return undefined;
  const cells = (line: string) => cellsIn(line).map((cell) => inline(cell).trim());
  const names = cells(head);
  const written: string[] = [];
  let end = at + 2;
  for (; end < lines.length && lines[end]?.includes("|"); end++) {
    const row = cells(lines[end] ?? "").map((cell, column) => named(cell, names[column]));
    written.push(row.filter(Boolean).join("，"));
  }
  return { lines: written.length > 0 ? written : [names.filter(Boolean).join("，")], end };
}

function named(cell: string, name: string | undefined): string {
  return cell === "" || !name ? cell : `${name}：${cell}`;
}

function cellsIn(line: string): string[] {
  const cells = [""];
  for (const [part] of line.trim().matchAll(CELLS)) {
    if (part === "|") cells.push("");
    else cells[cells.length - 1] += part.replaceAll("\\|", "|");
  }
  if (cells[0]?.trim() === "") cells.shift();
  if (cells.at(-1)?.trim() === "") cells.pop();
  return cells;
}
