import { dirname, join, normalize } from "node:path";
import { parseSync } from "@swc/core";

/** A function's place in a file; `lines` counts from its first line to its last. */
export type MeasuredFunction = { readonly name: string; readonly line: number; readonly lines: number };

export type SourceFile = {
  readonly path: string;
  readonly lines: number;
  readonly functions: readonly MeasuredFunction[];
  /** Paths of the files of this repository that it imports. */
  readonly imports: readonly string[];
  /** Comment lines. */
  readonly comments: readonly string[];
};

const FUNCTIONS: ReadonlySet<string> = new Set([
  "FunctionDeclaration",
  "FunctionExpression",
  "ArrowFunctionExpression",
  "ClassMethod",
  "MethodProperty",
  "Constructor",
]);

type Node = { readonly type: string; readonly span?: { readonly start: number; readonly end: number } };

/** Reads the measures of a source file from its syntax tree. `path` is relative to the repository's root. */
export function readSourceFile(path: string, text: string): SourceFile {
  // Spans count the bytes of all files parsed so far: an empty statement in front tells where this one begins.
  const { body } = parseSync(`;${text}`, { syntax: "typescript", target: "es2024" });
  const lineAt = lineFinder(Buffer.from(text), (body[0]?.span.start ?? 0) + 1);
  const functions: MeasuredFunction[] = [];
  const imports: string[] = [];
  walk(body, "", (node, name) => {
    const { source } = node as { source?: { value?: string } };
    if (source?.value?.startsWith(".")) imports.push(normalize(join(dirname(path), source.value)));
    const late = lateImport(node);
    if (late) imports.push(normalize(join(dirname(path), late)));
    if (!FUNCTIONS.has(node.type) || !node.span) return;
    const line = lineAt(node.span.start);
    functions.push({ name, line, lines: lineAt(node.span.end) - line + 1 });
  });
  const lines = text.split("\n");
  return {
    path,
    lines: lines.length - 1,
    functions,
    imports,
    comments: lines.filter((line) => /^\s*(\/\/|\/?\*)/.test(line)),
  };
}

/** The module of an `import("./…")`. */
function lateImport(node: Node): string | undefined {
  const { callee, arguments: given } = node as {
    callee?: { type?: string };
    arguments?: readonly { expression?: { value?: unknown } }[];
  };
  const value = node.type === "CallExpression" && callee?.type === "Import" ? given?.[0]?.expression?.value : undefined;
  return typeof value === "string" && value.startsWith(".") ? value : undefined;
}

/** Visits every node with the name of the function or member that it is in. */
function walk(value: unknown, name: string, visit: (node: Node, name: string) => void): void {
  if (Array.isArray(value)) {
    for (const entry of value) walk(entry, name, visit);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  const own = nameOf(value) ?? name;
  if (isNode(value)) visit(value, own);
  for (const [key, child] of Object.entries(value)) if (key !== "span") walk(child, own, visit);
}

function isNode(value: object): value is Node {
  return "type" in value && typeof value.type === "string";
}

function nameOf(value: object): string | undefined {
  const { id, identifier, key } = value as Record<"id" | "identifier" | "key", { value?: unknown } | null | undefined>;
  const name = id?.value ?? identifier?.value ?? key?.value;
  return typeof name === "string" ? name : undefined;
}

/** The line, from 1, of a position that counts bytes from `offset`. */
function lineFinder(bytes: Buffer, offset: number): (position: number) => number {
  const starts = [0];
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) starts.push(at + 1);
  return (position) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= position - offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
}
