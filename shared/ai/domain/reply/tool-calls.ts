/** Members that a call of a tool has in JSON: what is called, and with what. */
const CALLED = ["name", "tool", "tool_name", "function", "action", "recipient_name"];
const GIVEN = ["arguments", "parameters", "args", "input", "action_input", "tool_input", "kwargs"];
const LISTS = ["tool_calls", "function_call", "tool_uses"];

/** Fenced code whose name says that it is a call or a thought. */
const FENCED =
  /^[ \t]*(`{3,}|~{3,})[ \t]*(?:tool_?(?:calls?|code|use)|function_?calls?|think(?:ing)?|thoughts?|reasoning)\b[^\n]*\n[\s\S]*?(?:^[ \t]*\1[ \t]*$|$(?![\s\S]))/gim;
/** Fenced JSON, which may be a call. */
const FENCED_JSON = /^[ \t]*(`{3,})[ \t]*(?:json)?[ \t]*\n([\s\S]*?)\n[ \t]*\1[ \t]*$/gim;
/** The beginning of a call whose end is missing. */
const BROKEN =
  /^[ \t]*\[?\s{0,20}\{\s{0,20}"(?:name|tool|tool_name|function|action|tool_calls|function_call|recipient_name)"\s{0,5}:/m;
/** How many pieces of JSON are looked at. */
const MOST_PIECES = 20;

/** Words at the beginning of a line with which models that reason in steps name their steps. */
const STEP = /^[ \t]*(?:\*\*)?(?:Thought|Action|Action Input|Observation|思考|行动|观察)(?:\*\*)?[ \t]*[:：]/im;
const FINAL =
  /^[ \t]*(?:\*\*)?(?:Final Answer|Answer|最终答案|最终回答|最终回复|答案|回答|回复)(?:\*\*)?[ \t]*[:：](?:\*\*)?/gim;

/** The text without calls of tools that a model wrote as JSON or as steps (`Action: …`) among its words. */
export function withoutToolCalls(text: string): string {
  const unfenced = text
    .replace(FENCED, "")
    .replace(FENCED_JSON, (block, _fence: string, code: string) => (isCall(parsed(code)) ? "" : block));
  return finalAnswer(withoutJsonCalls(unfenced));
}

/** What follows the last `Final Answer:` of a text in steps; steps without an answer leave no text. */
function finalAnswer(text: string): string {
  const step = STEP.exec(text);
  if (!step || text.slice(0, step.index).trim() !== "") return text;
  const last = [...text.matchAll(FINAL)].at(-1);
  return last ? text.slice(last.index + last[0].length) : "";
}

function withoutJsonCalls(text: string): string {
  let left = text;
  let from = 0;
  for (let count = 0; count < MOST_PIECES; count++) {
    const start = left.slice(from).search(/^[ \t]*[[{]/m);
    if (start < 0) return left;
    const begin = from + start;
    const end = endOfJson(left, begin);
    if (end === undefined) return BROKEN.test(left.slice(begin, begin + 200)) ? left.slice(0, begin) : left;
    if (isCall(parsed(left.slice(begin, end)))) left = left.slice(0, begin) + left.slice(end);
    else from = end;
  }
  return left;
}

/** Where the JSON that begins at `from` ends; undefined where it has no end. */
function endOfJson(text: string, from: number): number | undefined {
  let depth = 0;
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    const sign = text[at];
    if (quoted) {
      if (sign === "\\") at++;
      else if (sign === '"') quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === "{" || sign === "[") depth++;
    else if ((sign === "}" || sign === "]") && --depth === 0) return at + 1;
  }
  return undefined;
}

function isCall(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0 && value.every(isCall);
  if (typeof value !== "object" || value === null) return false;
  const has = (names: readonly string[]) => names.some((name) => Object.hasOwn(value, name));
  return has(LISTS) || (has(CALLED) && has(GIVEN)) || ("type" in value && value.type === "function");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
