export type MarkdownTable = { readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] };

/** All tables of a Markdown text, with the text of their cells. */
export function markdownTables(text: string): readonly MarkdownTable[] {
  const blocks = text.split("\n").reduce<string[][]>(
    (found, line) => {
      if (line.startsWith("|")) found.at(-1)?.push(line);
      else found.push([]);
      return found;
    },
    [[]],
  );
  return blocks.flatMap((lines) => {
    const [header, , ...rows] = lines.map((line) =>
      line
        .slice(1, line.lastIndexOf("|"))
        .split("|")
        .map((cell) => cell.trim()),
    );
    return header ? [{ header, rows }] : [];
  });
}
