/**
 * Words in lower case of which a text must have at least one (itself in lower case) for the pattern to be found in it;
 * undefined where that cannot be told. Errs on the side of undefined: what it does not know, it does not rely on.
 */
export function requiredLiterals(pattern: string, ignoreCase: boolean): readonly string[] | undefined {
  const folds = ignoreCase || /\(\?[a-zA-Z]*i/.test(pattern);
  const parser: Parser = { pattern, at: 0, readable: true, allowed: folds ? isStableIgnoringCase : isStable };
  const { need } = alternation(parser);
  // What is left begins with a parenthesis too many.
  return parser.readable && parser.at === pattern.length ? need : undefined;
}

/** `exact`: it is found as this and nothing else. `need`: one of these is in what it is found in. */
type Found = { readonly exact?: string; readonly need?: readonly string[] };
type Parser = {
  readonly pattern: string;
  at: number;
  readable: boolean;
  readonly allowed: (character: string) => boolean;
};

const NOTHING: Found = {};
const EMPTY: Found = { exact: "" };

/** Words in one set; more are no help. */
const MOST_WORDS = 16;

/** What a word has to weigh: a letter or digit 1, anything beyond the Latin scripts 3. */
const LEAST_WEIGHT = 2;

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
    if (weightOf(run) >= LEAST_WEIGHT) best = better(best, [run]);
    run = "";
  };
  while (parser.at < parser.pattern.length && !"|)".includes(parser.pattern[parser.at] ?? "")) {
    const item = repeated(parser, atom(parser));
    if (item.exact !== undefined) {
      run += item.exact;
    } else {
      exact = false;
      flush();
      if (item.need) best = better(best, item.need);
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
  return weightOf(word) >= LEAST_WEIGHT ? { need: [word] } : NOTHING;
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

/** Ends the reading: nothing is known of the whole pattern then. */
function unreadable(parser: Parser): Found {
  parser.readable = false;
  parser.at = parser.pattern.length;
  return NOTHING;
}

/** In lower case it is the same wherever it stands (a Greek capital sigma is not). */
function isStable(character: string): boolean {
  return character !== "Σ";
}

/** As `isStable`, and nothing but its own two cases equals it where case is ignored (`k` and `s` have third ones). */
function isStableIgnoringCase(character: string): boolean {
  if (character < "\u0080") return !/[ks]/i.test(character);
  return character.toLowerCase() === character && character.toUpperCase() === character;
}

function better(one: readonly string[] | undefined, other: readonly string[]): readonly string[] {
  return one === undefined || rating(other) > rating(one) ? other : one;
}

/** The lightest word decides: it is what occurs most often. */
function rating(words: readonly string[]): number {
  return Math.min(...words.map(weightOf)) - words.length / (MOST_WORDS + 1);
}

function weightOf(word: string): number {
  let weight = 0;
  for (const character of word) weight += character >= "\u2e80" ? 3 : 1;
  return weight;
}
