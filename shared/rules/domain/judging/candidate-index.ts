import { fold } from "../../../kernel/domain/fold.ts";
import type { InboundMessage } from "../../../messages/domain/inbound-message.ts";
import { createKeywordAutomaton } from "../matching/keyword-automaton.ts";
import { createRegexIndex } from "../matching/regex-index.ts";
import type { Rule } from "../rule.ts";
import { type CompiledRule, compileRule } from "./compiled-rule.ts";
import { createFoundKeywords } from "./found-keywords.ts";
import { createSubject } from "./message-subject.ts";
import { placesIn } from "./postings.ts";
import { createRankCollector } from "./rank-collector.ts";
import { createPostings } from "./rule-postings.ts";
import { type RuleAccount, type Subject, type Words, wordsOf } from "./subject.ts";

/** Finds the rules that a message might match by what is in the message. */
export type RuleIndex = {
  readonly rules: readonly CompiledRule[];
  /**
   * Ranks, rising, of all rules that might match; and the subject to judge them by, which is valid until the next call.
   */
  candidates(message: InboundMessage, account: RuleAccount): { readonly ranks: number[]; readonly subject: Subject };
  /** Bytes of the automaton's tables. */
  readonly bytes: number;
};

/** @param rules enabled ones, in the order in which they are tried */
export function createRuleIndex(rules: readonly Rule[]): RuleIndex {
  const { compiled, numbers, regexes, groupsByWord } = compileAll(rules);
  const automaton = createKeywordAutomaton([...numbers.keys()]);
  const postings = createPostings(compiled, regexes.groupOf);
  const ranks = createRankCollector(compiled.length);
  const keywords = createFoundKeywords(numbers.size);
  /** Groups of patterns that are worth a search in the present text. */
  let awake: number[] = [];

  function wake(word: number): void {
    for (const group of groupsByWord.get(word) ?? []) {
      regexes.wake(group);
      awake.push(group);
    }
  }

  function hit(keyword: number, start: number): void {
    keywords.add(keyword, start === 0);
    ranks.add(postings.contains.get(keyword));
    if (start === 0) ranks.add(postings.prefix.get(keyword));
    wake(keyword);
  }

  /**
   * Collects the rules whose keywords or patterns are in the words. Returns the keyword that the whole text is, else
   * −1.
   */
  function search({ folded, lowered }: Words): number {
    awake = [...regexes.unguarded()];
    const whole = numbers.get(folded) ?? -1;
    if (whole >= 0) ranks.add(postings.exact.get(whole));
    automaton.search(folded, hit);
    if (lowered !== folded) automaton.search(lowered, wake);
    for (const group of awake) {
      if (!ranks.hasRules(postings.groups.get(group))) continue;
      for (const regex of regexes.search(group)) ranks.add(postings.regex.get(regex));
    }
    return whole;
  }

  return {
    rules: compiled,
    bytes: automaton.bytes,
    candidates(message, account) {
      const words = wordsOf(message);
      keywords.begin();
      regexes.begin(words?.written ?? "");
      ranks.begin(placesIn(message, account));
      const whole = words ? search(words) : -1;
      ranks.add(postings.kinds.get(message.kind));
      ranks.add(postings.always);
      const found = { hasWords: words !== undefined, whole, keywords, regexes };
      return { ranks: ranks.sorted(), subject: createSubject(message, account, found) };
    },
  };
}

/** Compiles rules, and numbers their keywords and the words that their patterns need. */
function compileAll(rules: readonly Rule[]) {
  const numbers = new Map<string, number>();
  const regexes = createRegexIndex();
  const compiled = rules.map((rule) =>
    compileRule(rule, {
      keyword: (word) => numberOf(numbers, fold(word)),
      regex: (pattern, ignoreCase) => regexes.add(pattern, ignoreCase),
    }),
  );
  /** Groups of patterns by the number of a word that they need. */
  const groupsByWord = new Map<number, readonly number[]>();
  for (const [word, groups] of regexes.words()) groupsByWord.set(numberOf(numbers, word), groups);
  return { compiled, numbers, regexes, groupsByWord };
}

function numberOf(numbers: Map<string, number>, word: string): number {
  const known = numbers.get(word);
  if (known !== undefined) return known;
  const number = numbers.size;
  numbers.set(word, number);
  return number;
}
