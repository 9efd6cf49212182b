import type { Random } from "./random.ts";

const PIECES = [
  "你好",
  "<b>",
  "&amp;",
  "\ufffd",
  "\ud800",
  "\0",
  "😀",
  "\u2028",
  " ",
  "a",
  "\\",
  "'",
  '"',
  "../",
  "%2e",
  "%",
  "#",
  "?",
  "@evil.example",
  "https://",
  "wx_shop",
  "=",
  "AAAA",
  "{",
  "\r\n",
];
const NAMES = ["__proto__", "constructor", "code", "iv", "encryptedData", "watermark", "content", "scene", ""];
const NUMBERS = [0, -1, 1e308, 5, 2 ** 53, 0.1];

/** A text that some reader of texts may stumble over; now and then a long one. */
export function oddText(random: Random): string {
  const text = Array.from({ length: random.below(12) }, () => random.pick(PIECES)).join("");
  return random.below(200) === 0 ? text.repeat(5000) : text;
}

/** A JSON text that is nested deeper than readers that recurse can read. */
export function deepText(random: Random): string {
  const depth = 100_000 - random.below(1000);
  const [open = "", close = ""] = random.pick([
    ["[", "]"],
    ['{"code":', "}"],
  ]);
  return `${open.repeat(depth / open.length)}1${close.repeat(random.below(depth))}`;
}

/** The same for values of JSON. */
export function oddJson(random: Random, depth = 0): unknown {
  const kinds = depth > 3 ? 4 : 6;
  return [
    () => oddText(random),
    () => random.pick(NUMBERS),
    () => random.pick([null, true, false]),
    () => "A".repeat(random.below(50) === 0 ? 70_000 : random.below(100)),
    () => Array.from({ length: random.below(4) }, () => oddJson(random, depth + 1)),
    () =>
      Object.fromEntries(
        Array.from({ length: random.below(4) }, () => [
          random.pick([...NAMES, oddText(random)]),
          oddJson(random, depth + 1),
        ]),
      ),
  ][random.below(kinds)]?.();
}
