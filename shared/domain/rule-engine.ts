import { AppError } from "./errors.ts";
import type { InboundMessage } from "./inbound-message.ts";
import { createPatternSet, type PatternSet } from "./pattern-set.ts";
import type { Rule, RuleSnapshot } from "./rule.ts";

/** A published rule set, ready to be asked. */
export type CompiledRules = {
  readonly version: number;
  /** The rules that match, in the order in which their actions are to be carried out. */
  match(message: InboundMessage): readonly Rule[];
};

/** Rules read the first so many characters (UTF-16 units) of a text and nothing after them. */
export const READ_CHARACTERS = 8000;

/** What the automaton of the patterns may keep, bytes: one for those with their case, one for those without. */
const PATTERN_MEMORY = 16 * 1024 * 1024;

/** What tests look at; each part is made when the first test asks for it. */
type Subject = {
  readonly message: InboundMessage;
  /** Trimmed and in lower case; undefined for kinds without words. */
  folded(): string | undefined;
  found(patterns: PatternSet): ReadonlySet<number>;
};
type Test = (subject: Subject) => boolean;
type CompiledRule = { readonly rule: Rule; readonly test: Test };
type PatternSets = { readonly asWritten: PatternSet; readonly ignoringCase: PatternSet };

/** Compiles a snapshot; throws `AppError("invalid-input")` that names the rule whose pattern RE2 refuses. */
export function compileRules(snapshot: Pick<RuleSnapshot, "version" | "rules">): CompiledRules {
  const sets = {
    asWritten: createPatternSet({ ignoreCase: false, memory: PATTERN_MEMORY }),
    ignoringCase: createPatternSet({ ignoreCase: true, memory: PATTERN_MEMORY }),
  };
  const compiled = snapshot.rules
    .map((rule, index) => ({ rule, index }))
    .filter(({ rule }) => rule.enabled)
    .sort((a, b) => b.rule.priority - a.rule.priority)
    .map(({ rule, index }) => ({ rule, test: compileTest(rule, index, sets) }));
  return { version: snapshot.version, match: (message) => matchRules(compiled, message) };
}

function matchRules(compiled: readonly CompiledRule[], message: InboundMessage): readonly Rule[] {
  if (message.fromSelf) return [];
  const subject = subjectOf(message);
  const matched: Rule[] = [];
  for (const { rule, test } of compiled) {
    if (!inScope(rule, message) || !test(subject)) continue;
    matched.push(rule);
    if (!rule.continue) break;
  }
  return matched;
}

function inScope(rule: Rule, message: InboundMessage): boolean {
  if (rule.chat !== "any" && rule.chat !== message.chat) return false;
  return rule.accounts === undefined || rule.accounts.includes(message.appId);
}

const NONE: ReadonlySet<number> = new Set();

function subjectOf(message: InboundMessage): Subject {
  const text = textOf(message)?.slice(0, READ_CHARACTERS);
  const results = new Map<PatternSet, ReadonlySet<number>>();
  let folded: string | undefined;
  return {
    message,
    folded() {
      if (text !== undefined) folded ??= fold(text);
      return folded;
    },
    found(patterns) {
      const result = results.get(patterns) ?? (text === undefined ? NONE : patterns.search(text));
      results.set(patterns, result);
      return result;
    },
  };
}

/** The words that a person wrote; undefined for kinds without any. */
function textOf(message: InboundMessage): string | undefined {
  return message.kind === "text" || message.kind === "quote" ? message.text : undefined;
}

function fold(text: string): string {
  return text.trim().toLowerCase();
}

/** `index`: the place in the list that was published, for the error that names it. */
function compileTest({ id, match }: Rule, index: number, sets: PatternSets): Test {
  switch (match.type) {
    case "regex": {
      const patterns = match.ignoreCase ? sets.ignoringCase : sets.asWritten;
      const number = addPattern(patterns, match.pattern, id, index);
      return (subject) => subject.found(patterns).has(number);
    }
    case "keyword": {
      const keywords = new Set(match.keywords.map(fold));
      if (match.mode === "exact") return (subject) => keywords.has(subject.folded() ?? "");
      const list = [...keywords];
      return (subject) => {
        const folded = subject.folded();
        return folded !== undefined && list.some((keyword) => folded.includes(keyword));
      };
    }
    case "kind": {
      const kinds = new Set<string>(match.kinds);
      return (subject) => kinds.has(subject.message.kind);
    }
    default:
      return match satisfies never;
  }
}

function addPattern(patterns: PatternSet, pattern: string, ruleId: string, index: number): number {
  try {
    return patterns.add(pattern);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError("invalid-input", `rule '${ruleId}': the pattern is not valid RE2 syntax: ${reason}`, {
      cause,
      details: { issues: [{ path: `rules.${index}.match.pattern`, message: reason }], ruleId },
    });
  }
}
