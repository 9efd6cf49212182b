import { isStable, isStableIgnoringCase, isTelling, MOST_WORDS, rarer } from "./literal-choice.ts";

/**
 * Words in lower case of which a text must have at least one (itself in lower case) for the pattern to be found in it;
 * undefined where that cannot be told. A part of the pattern that it does not know makes the result undefined.
 */
export function requiredLiterals(pattern: string, ignoreCase: boolean): readonly string[] | undefined {
  const folds = ignoreCase || /\(\?[a-zA-Z]*i/.test(pattern);
  const parser: Parser = { pattern, at: 0, readable: true, allowed: folds ? isStableIgnoringCase : isStable };
  const { need } = alternation(parser);
  // A pattern that is not read to its end has a parenthesis too many.
  return parser.readable && parser.at === pattern.length ? need : undefined;
}

/** What is known of a part: it matches `exact` and nothing else; every match has one of `need`. */
type Found = { readonly exact?: string; readonly need?: readonly string[] };
type Parser = {
  readonly pattern: string;
  at: number;
  readable: boolean;
  readonly allowed: (character: string) => boolean;
};

const NOTHING: Found = {};
const EMPTY: Found = { exact: "" };

function alternation(parser: Parser): Found {
  const branches = [sequence(parser)];
  while (parser.pattern[parser.at] === "|") {
    parser.at++;
    branches.push(sequence(parser));
  }
  const [only] = branches;
  if (branches.length === 1 && only) return only;
  const words = new Set<string>();
  for (const { need } of branches) {
    if (need === undefined) return NOTHING;
    for (const word of need) words.add(word);
  }
  return words.size > MOST_WORDS ? NOTHING : { need: [...words] };
}

function sequence(parser: Parser): Found {
  let run = "";
  let exact = true;
  let best: readonly string[] | undefined;
  const flush = () => {
    if (isTelling(run)) best = rarer(best, [run]);
    run = "";
  };
  while (parser.at < parser.pattern.length && !"|)".includes(parser.pattern[parser.at] ?? "")) {
    const item = repeated(parser, atom(parser));
    if (item.exact !== undefined) {
      run += item.exact;
    } else {
      exact = false;
      flush();
      if (item.need) best = rarer(best, item.need);
    }
  }
  const whole = run;
  flush();
  return { ...(exact ? { exact: whole } : {}), ...(best ? { need: best } : {}) };
}

const QUANTIFIER = /(?:[*+?]|\{(\d{1,4})(?:,\d{0,4})?\})\??/y;

function repeated(parser: Parser, item: Found): Found {
  let found = item;
  for (;;) {
    QUANTIFIER.lastIndex = parser.at;
    const quantifier = QUANTIFIER.exec(parser.pattern);
    if (!quantifier) return found;
    parser.at = QUANTIFIER.lastIndex;
    const needed = quantifier[0].startsWith("+") || Number(quantifier[1] ?? 0) > 0;
    found = needed && found.need ? { need: found.need } : needed && found.exact ? needOf(found.exact) : NOTHING;
  }
}

function needOf(word: string): Found {
  return isTelling(word) ? { need: [word] } : NOTHING;
}

const CLASS = /\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]/suy;

function atom(parser: Parser): Found {
  const character = String.fromCodePoint(parser.pattern.codePointAt(parser.at) ?? 0);
  switch (character) {
    case "(":
      return group(parser);
    case "[":
      CLASS.lastIndex = parser.at;
      if (!CLASS.test(parser.pattern)) return unreadable(parser);
      parser.at = CLASS.lastIndex;
      return NOTHING;
    case "\\":
      return escaped(parser);
    case "^":
    case "$":
      parser.at++;
      return EMPTY;
    case ".":
      parser.at++;
      return NOTHING;
    default:
      parser.at += character.length;
      return literal(parser, character);
  }
}

const GROUP = /\((?:\?(?:P?<\w+>|[imsU-]*:))?/y;
const FLAGS = /\(\?[imsU-]+\)/y;

function group(parser: Parser): Found {
  FLAGS.lastIndex = parser.at;
  if (FLAGS.test(parser.pattern)) {
    parser.at = FLAGS.lastIndex;
    return EMPTY;
  }
  GROUP.lastIndex = parser.at;
  GROUP.test(parser.pattern);
  parser.at = GROUP.lastIndex;
  if (parser.pattern[parser.at] === "?") return unreadable(parser);
  const inner = alternation(parser);
  if (parser.pattern[parser.at] !== ")") return unreadable(parser);
  parser.at++;
  return inner;
}

function escaped(parser: Parser): Found {
  const next = parser.pattern[parser.at + 1] ?? "";
  if (next === "Q") {
    const end = parser.pattern.indexOf("\\E", parser.at + 2);
    parser.at = end < 0 ? parser.pattern.length : end + 2;
    return NOTHING;
  }
  if ("pP".includes(next) && next !== "") {
    const property = /^\\[pP](?:\{[^}]*\}|.)/su.exec(parser.pattern.slice(parser.at));
    if (!property) return unreadable(parser);
    parser.at += property[0].length;
    return NOTHING;
  }
  if (/[dDwWsSntrfva]/.test(next)) {
    parser.at += 2;
    return NOTHING;
  }
  if (/[AzbB]/.test(next)) {
    parser.at += 2;
    return EMPTY;
  }
  if (next === "" || /[A-Za-z0-9]/.test(next)) return unreadable(parser);
  parser.at += 2;
  return literal(parser, next);
}

function literal({ allowed }: Parser, character: string): Found {
  return allowed(character) ? { exact: character.toLowerCase() } : NOTHING;
}

/** Ends the reading; then nothing is known of the whole pattern. */
function unreadable(parser: Parser): Found {
  parser.readable = false;
  parser.at = parser.pattern.length;
  return NOTHING;
}
