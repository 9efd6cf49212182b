import { AppError } from "../../../kernel/domain/errors.ts";
import type { InboundMessage } from "../../../messages/domain/inbound-message.ts";
import { conditionsOf } from "../condition.ts";
import { PATTERN_ENGINE, patternFault } from "../matching/pattern-fault.ts";
import type { Rule, RuleSnapshot } from "../rule.ts";
import { createRuleIndex } from "./candidate-index.ts";
import { capturesOf } from "./captures.ts";
import { type CompiledRule, holds, includesSender, isFor } from "./compiled-rule.ts";
import { isInConversation, isOfConversation } from "./conversation-filter.ts";
import { type Cooldown, type CooldownKey, type Facts, ONLY_MUTE, type WantedFacts } from "./facts.ts";
import { cooldownsOf, isPaused, type Pause, pausesOf } from "./pauses.ts";
import type { RuleAccount, Subject } from "./subject.ts";

/** A rule that matches a message. */
export type Match = {
  readonly rule: Rule;
  /** What its patterns capture in the text, by name. */
  captures(): Readonly<Record<string, string>>;
  /** The pauses that begin with the match. */
  readonly cooldowns: readonly Cooldown[];
};

/**
 * Either the rules that match, in the order in which their actions are carried out, or the facts that it takes to tell.
 */
export type Judgement = { readonly matches: readonly Match[] } | { readonly wanted: WantedFacts };

/** Which rules may match: `all`, or those alone that name the writer in `senders.include`. */
export type Askable = "all" | "naming-the-writer";

/** A published rule set, ready to judge messages. */
export type CompiledRules = {
  readonly version: number;
  /** Without `facts` the answer may be which facts are wanted; with them it is always the rules that match. */
  judge(message: InboundMessage, account: RuleAccount, facts?: Facts, among?: Askable): Judgement;
};

/**
 * Compiles a snapshot; throws `invalid-input` that names the rule whose pattern RE2 refuses. Patterns that this very
 * engine compiled when the set was published are not tried again, which saves a third of the time.
 */
export function compileRules(snapshot: Pick<RuleSnapshot, "version" | "rules" | "patternEngine">): CompiledRules {
  if (snapshot.patternEngine !== PATTERN_ENGINE) assertPatterns(snapshot.rules);
  const inOrder = snapshot.rules.filter(({ enabled }) => enabled).sort((a, b) => b.priority - a.priority);
  const index = createRuleIndex(inOrder);
  return {
    version: snapshot.version,
    judge(message, account, facts, among = "all") {
      if (message.fromSelf) return { matches: [] };
      const { ranks, subject } = index.candidates(message, account);
      const candidates = ranks.map((rank) => index.rules[rank] as CompiledRule);
      const asked = among === "all" ? candidates : candidates.filter((rule) => includesSender(rule, message.sender));
      return judge(asked, subject, facts);
    },
  };
}

function judge(candidates: readonly CompiledRule[], subject: Subject, facts: Facts | undefined): Judgement {
  const matches: Match[] = [];
  const wanted = { ...ONLY_MUTE, cooldowns: [] as CooldownKey[] };
  for (const compiled of candidates) {
    if (!isFor(compiled, subject)) continue;
    const matching = holds(compiled, subject, facts?.firstMessage ?? true);
    const otherwise = facts || !compiled.asksFirstMessage ? matching : holds(compiled, subject, false);
    if (!matching && !otherwise) continue;
    const pauses = pausesOf(compiled.rule, subject.message);
    if (facts) {
      if (isPaused(pauses, subject.message, facts)) continue;
      if (!isInConversation(compiled.rule, subject.message, facts)) continue;
    } else {
      wanted.firstMessage ||= matching !== otherwise;
      wanted.senderName ||= compiled.asksSenderName;
      wanted.session ||= compiled.asksSession;
      wanted.userTags ||= compiled.rule.userTags !== undefined;
      wanted.cooldowns.push(...pauses.map(({ key }) => key));
      // Facts decide whether it matches, and so whether it ends the search.
      if (pauses.length > 0 || matching !== otherwise || isOfConversation(compiled.rule)) continue;
    }
    matches.push(matchOf(compiled, subject, pauses));
    if (!compiled.rule.continue) break;
  }
  const { cooldowns, ...others } = wanted;
  const isWanting = cooldowns.length > 0 || Object.values(others).includes(true);
  return isWanting ? { wanted } : { matches };
}

function matchOf({ rule, any, all }: CompiledRule, subject: Subject, pauses: readonly Pause[]): Match {
  const { message } = subject;
  return {
    rule,
    captures: () => capturesOf([...all, ...any], message),
    cooldowns: cooldownsOf(pauses, message),
  };
}

/**
 * Throws `invalid-input` with the path (`rules.3.match.pattern`) of the first enabled rule's pattern that RE2 refuses.
 */
function assertPatterns(rules: readonly Rule[]): void {
  const checked = new Set<string>();
  for (const [index, { id, enabled, match }] of rules.entries()) {
    if (!enabled) continue;
    for (const { path, condition } of conditionsOf(match)) {
      if (condition.type !== "regex" || checked.has(condition.pattern)) continue;
      checked.add(condition.pattern);
      const fault = patternFault(condition.pattern);
      if (fault === undefined) continue;
      throw new AppError("invalid-input", `rule '${id}': ${fault}`, {
        details: { issues: [{ path: `rules.${index}.match${path}.pattern`, message: fault }], ruleId: id },
      });
    }
  }
}
