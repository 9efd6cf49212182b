import { dirname } from "node:path";
import { findCircle } from "./circles.ts";
import type { SourceFile } from "./source-file.ts";

/** One measured figure of the house; it passes while `value` is at most `limit`. */
export type Figure = {
  readonly name: string;
  readonly value: number;
  readonly limit: number;
  /** The places to mend first, the worst at the top. */
  readonly worst: readonly string[];
};

/** For each room of `shared`, the rooms that it may import beside itself, the kernel and the platform. */
export type Rooms = Readonly<Record<string, readonly string[]>>;

const LONG_FUNCTION = 60;

/** Words of sentences that a newcomer reads twice, with the most occurrences that docs and comments may have. */
const WORDS: Readonly<Record<string, number>> = { none: 29, nobody: 38, somebody: 24, whoever: 13 };

/** Code within a sentence: a value such as `SameSite=None` is no word of ours. */
const QUOTED = /`[^`]*`/g;

/** Measures the source (`files`) and the words of docs and comments (`prose`: one text a line). */
export function measureHouse(files: readonly SourceFile[], prose: readonly string[], rooms: Rooms): readonly Figure[] {
  return [...folderFigures(files), ...fileFigures(files), ...importFigures(files, rooms), ...wordFigures(prose)];
}

function folderFigures(files: readonly SourceFile[]): readonly Figure[] {
  const folders = [...Map.groupBy(files, ({ path }) => dirname(path))].map(
    ([folder, inside]) => ({ at: folder, size: inside.length }) as const,
  );
  return [
    at("files a folder, middle", folders, 0.5, 5),
    at("files a folder, p90", folders, 0.9, 14),
    at("files a folder, most", folders, 1, 20),
  ];
}

function fileFigures(files: readonly SourceFile[]): readonly Figure[] {
  const sizes = files.map(({ path, lines }) => ({ at: path, size: lines }));
  const long = files
    .flatMap(({ path, functions }) =>
      functions.map(({ name, line, lines }) => ({ at: `${path}:${line} ${name}`, size: lines })),
    )
    .filter(({ size }) => size > LONG_FUNCTION);
  return [
    at("lines a file, middle", sizes, 0.5, 60),
    at("lines a file, p90", sizes, 0.9, 140),
    at("lines a file, most", sizes, 1, 250),
    { name: `functions over ${LONG_FUNCTION} lines`, value: long.length, limit: 25, worst: worstOf(long, 25) },
  ];
}

function importFigures(files: readonly SourceFile[], rooms: Rooms): readonly Figure[] {
  const imports = new Map(files.map((file) => [file.path, file.imports]));
  const betweenRooms = new Map<string, Set<string>>();
  const against: string[] = [];
  for (const { path, imports } of files) {
    const room = roomOf(path);
    for (const target of room === undefined ? [] : imports) {
      const other = roomOf(target);
      if (room === undefined || other === undefined || other === room) continue;
      betweenRooms.set(room, (betweenRooms.get(room) ?? new Set()).add(other));
      if (room in rooms && other in rooms && !rooms[room]?.includes(other)) against.push(`${path} → ${target}`);
    }
  }
  return [
    circle("circles of files", findCircle(imports)),
    circle("circles of rooms", findCircle(betweenRooms)),
    { name: "imports against the table of rooms", value: against.length, limit: 0, worst: against },
  ];
}

function wordFigures(prose: readonly string[]): readonly Figure[] {
  return Object.entries(WORDS).map(([word, limit]) => {
    const pattern = new RegExp(`\\b${word}\\b`, "gi");
    const value = prose.reduce((sum, text) => sum + (text.replace(QUOTED, "").match(pattern)?.length ?? 0), 0);
    return { name: `“${word}” in docs and comments`, value, limit, worst: [] };
  });
}

function roomOf(path: string): string | undefined {
  return /^shared\/([^/]+)\//.exec(path)?.[1];
}

type Sized = { readonly at: string; readonly size: number };

/** The size that a share of all (0 to 1) does not exceed. */
function at(name: string, all: readonly Sized[], share: number, limit: number): Figure {
  const sorted = all.toSorted((a, b) => a.size - b.size);
  const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]?.size ?? 0;
  const over = all.filter(({ size }) => size > limit);
  return { name, value, limit, worst: value > limit ? worstOf(over, 10) : [] };
}

function worstOf(all: readonly Sized[], count: number): readonly string[] {
  return all
    .toSorted((a, b) => b.size - a.size)
    .slice(0, count)
    .map((one) => `${one.size} ${one.at}`);
}

function circle(name: string, found: readonly string[] | undefined): Figure {
  return { name, value: found ? 1 : 0, limit: 0, worst: found ? [found.join(" → ")] : [] };
}
