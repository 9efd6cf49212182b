/**
 * Tags (`<think>`, `＜think＞`, `&lt;think&gt;`, `◁think▷`) around what no person is to read: a model's thoughts, and its
 * calls of tools with their results. Models of DeepSeek, Qwen, Kimi, ByteDance, Anthropic and others write them.
 */
const TAG =
  /(?:<|＜|&lt;|◁)\s{0,3}(\/?)\s{0,3}((?:(?:seed|antml|ant):)?(?:think(?:ing)?|thoughts?|reason(?:ing)?|reflection|analysis|scratch_?pad|inner_?(?:monologue|thoughts?)|tool_?(?:calls?|use|code|responses?|results?|outputs?)|function_?(?:calls?|responses?|results?)|function|invoke))(?![\w-])[^<>＞\n]{0,200}?(?:>|＞|&gt;|▷)/giu;

/** Marks of chat templates (`<|tool_calls_begin|>`, with `｜` and `▁` too), which open and close such parts as well. */
const SPECIAL = /<(\/?)[|｜]\s?([^<>|｜\n]{1,60}?)\s?[|｜]([^<>|｜\n]{0,60})>/gu;

/** `[THINK]` and `[TOOL_CALLS]` of Mistral, `<unused94>` of Gemma, and folded-up thoughts of web interfaces. */
const BRACKETED = /\[(\/?)(THINK|TOOL_CALLS|TOOL_RESULTS)\]/g;
const UNUSED = /<unused(94|95)>/g;
const DETAILS = /<(\/?)details\b([^<>]{0,300})>(?:\s{0,20}<summary\b[^<>]{0,100}>([^<]{0,200}))?/gi;
const THINKING = /think|thought|reason|思考|推理|思维|思路|反思/i;
const TOOLS = /tool|function|invoke|action|plugin|python_tag/;

type Mark = { readonly from: number; readonly to: number; readonly family: string; readonly closes: boolean };

/**
 * The text without a model's thoughts and calls of tools, wherever they stand. Without its closing mark such a part goes to
 * the end of the text, without its opening mark it begins with the text. Takes time in proportion to the text.
 */
export function withoutHidden(text: string): string {
  let left = "";
  let at = 0;
  let hidden: { readonly family: string; depth: number } | undefined;
  for (const mark of marksIn(text)) {
    if (mark.from < at) continue;
    if (hidden) {
      if (mark.family !== hidden.family) continue;
      hidden.depth += mark.closes ? -1 : 1;
      if (hidden.depth === 0) hidden = undefined;
      at = mark.to;
      continue;
    }
    left += text.slice(at, mark.from);
    at = mark.to;
    if (!mark.closes) hidden = { family: mark.family, depth: 1 };
    else if (mark.family === "details") left += text.slice(mark.from, mark.to);
    else left = mark.family === "tools" ? withoutLastJson(left) : "";
  }
  return hidden ? left : left + text.slice(at);
}

function marksIn(text: string): Mark[] {
  const marks: Mark[] = [];
  const add = (found: RegExpExecArray, family: string, closes: boolean) => {
    const [from, to] = [found.index, found.index + found[0].length];
    // A mark that is all of a code span is spoken of, not used.
    if (text[from - 1] !== "`" || text[to] !== "`") marks.push({ from, to, family, closes });
  };
  for (const found of text.matchAll(TAG)) add(found, familyOf(found[2] ?? ""), found[1] === "/");
  for (const found of text.matchAll(SPECIAL)) addSpecial(found, add);
  for (const found of text.matchAll(BRACKETED)) add(found, familyOf(found[2] ?? ""), found[1] === "/");
  for (const found of text.matchAll(UNUSED)) add(found, "thoughts", found[1] === "95");
  const details = [...text.matchAll(DETAILS)];
  if (details.some(isThinking)) {
    for (const found of details) if (found[1] === "/" || isThinking(found)) add(found, "details", found[1] === "/");
  }
  return marks.sort((a, b) => a.from - b.from);
}

function addSpecial(
  found: RegExpExecArray,
  add: (found: RegExpExecArray, family: string, closes: boolean) => void,
): void {
  const name = `${found[2]} ${found[3]}`.toLowerCase().replace(/[▁\s-]+/g, "_");
  if (!TOOLS.test(name) && !THINKING.test(name)) return;
  const closes = found[1] === "/" || /(?:^|_)(?:end|close)(?:_|$)/.test(name);
  // The marks within a list of calls have names of their own; only the list's own marks are counted.
  const inner = /tool_call_(?:begin|end|argument)|tool_sep|function_(?:begin|end)_/.test(name);
  if (!inner) add(found, familyOf(name), closes);
}

function isThinking([, closing, attributes = "", summary = ""]: RegExpExecArray): boolean {
  return closing === "" && (THINKING.test(attributes) || THINKING.test(summary));
}

function familyOf(name: string): string {
  return TOOLS.test(name.toLowerCase()) ? "tools" : "thoughts";
}

/** What stands before a lone closing mark of a call is the call: the JSON in which the text ends. */
function withoutLastJson(text: string): string {
  const start = text.search(/^[ \t]*[[{]/m);
  return start < 0 ? "" : text.slice(0, start);
}
