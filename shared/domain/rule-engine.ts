import { RE2JS } from "re2js";
import { AppError } from "./errors.ts";
import type { InboundMessage } from "./inbound-message.ts";
import type { Rule, RuleSnapshot } from "./rule.ts";

/** A published rule set, ready to be asked. */
export type CompiledRules = {
  readonly version: number;
  /** The rules that match, in the order in which their actions are to be carried out. */
  match(message: InboundMessage): readonly Rule[];
};

type CompiledRule = { readonly rule: Rule; test(text: string, folded: string): boolean };

/** Compiles a snapshot; throws `AppError("invalid-input")` that names the rule whose pattern RE2 refuses. */
export function compileRules(snapshot: Pick<RuleSnapshot, "version" | "rules">): CompiledRules {
  const compiled = snapshot.rules
    .map((rule, index) => ({ rule, index }))
    .filter(({ rule }) => rule.enabled)
    .sort((a, b) => b.rule.priority - a.rule.priority)
    .map(({ rule, index }) => compileRule(rule, index));
  return { version: snapshot.version, match: (message) => matchRules(compiled, message) };
}

function matchRules(compiled: readonly CompiledRule[], message: InboundMessage): readonly Rule[] {
  const text = message.fromSelf ? undefined : textOf(message);
  if (text === undefined) return [];
  const folded = fold(text);
  const matched: Rule[] = [];
  for (const { rule, test } of compiled) {
    if (!inScope(rule, message) || !test(text, folded)) continue;
    matched.push(rule);
    if (!rule.continue) break;
  }
  return matched;
}

function inScope(rule: Rule, message: InboundMessage): boolean {
  if (rule.chat !== "any" && rule.chat !== message.chat) return false;
  return rule.accounts === undefined || rule.accounts.includes(message.appId);
}

/** The words that a person wrote; undefined for kinds without any. */
function textOf(message: InboundMessage): string | undefined {
  return message.kind === "text" || message.kind === "quote" ? message.text : undefined;
}

function fold(text: string): string {
  return text.trim().toLowerCase();
}

/** `index`: the place in the list that was published, for the error that names it. */
function compileRule(rule: Rule, index: number): CompiledRule {
  if (rule.match.type === "regex") {
    const pattern = compilePattern(rule.match.pattern, rule.match.ignoreCase, rule.id, index);
    return { rule, test: (text) => pattern.test(text) };
  }
  const keywords = rule.match.keywords.map(fold);
  if (rule.match.mode === "exact") {
    const exact = new Set(keywords);
    return { rule, test: (_text, folded) => exact.has(folded) };
  }
  return { rule, test: (_text, folded) => keywords.some((keyword) => folded.includes(keyword)) };
}

function compilePattern(pattern: string, ignoreCase: boolean, ruleId: string, index: number): RE2JS {
  try {
    return RE2JS.compile(pattern, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError("invalid-input", `rule '${ruleId}': the pattern is not valid RE2 syntax: ${reason}`, {
      cause,
      details: { issues: [{ path: `rules.${index}.match.pattern`, message: reason }], ruleId },
    });
  }
}
