import { fold, foldInScript } from "../../../kernel/domain/fold.ts";
import type { InboundMessage } from "../../../messages/domain/inbound-message.ts";
import { eventSignsOf } from "../event.ts";
import { createRegexIndex } from "../matching/regex-index.ts";
import { createVocabularies, type Vocabulary } from "../matching/vocabulary.ts";
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
  const { compiled, words, wordsInScript, count, regexes, groupsByWord } = compileAll(rules);
  const automaton = words.automaton();
  const automatonInScript = wordsInScript?.automaton();
  const postings = createPostings(compiled, regexes.groupOf);
  const ranks = createRankCollector(compiled.length);
  const keywords = createFoundKeywords(count);
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

  /** Collects the rules whose keywords or patterns are in the words. Returns the keywords that the whole text is. */
  function search({ folded, inScript, lowered, plainLowered }: Words): readonly number[] {
    awake = [...regexes.unguarded()];
    const wholes = [words.find(folded), wordsInScript?.find(inScript)].filter((number) => number !== undefined);
    for (const whole of wholes) ranks.add(postings.exact.get(whole));
    automaton.search(folded, hit);
    automatonInScript?.search(inScript, hit);
    if (lowered !== folded) automaton.search(lowered, wake);
    if (plainLowered !== lowered && plainLowered !== folded) automaton.search(plainLowered, wake);
    for (const group of awake) {
      if (!ranks.hasRules(postings.groups.get(group))) continue;
      for (const regex of regexes.search(group)) ranks.add(postings.regex.get(regex));
    }
    return wholes;
  }

  return {
    rules: compiled,
    bytes: automaton.bytes + (automatonInScript?.bytes ?? 0),
    candidates(message, account) {
      const read = wordsOf(message);
      keywords.begin();
      regexes.begin(read?.written ?? "", read?.plain ?? "");
      ranks.begin(placesIn(message, account));
      const wholes = read ? search(read) : [];
      ranks.add(postings.kinds.get(message.kind));
      const event = eventSignsOf(message)?.event;
      if (event !== undefined && event !== message.kind) ranks.add(postings.kinds.get(event));
      ranks.add(postings.always);
      const found = { hasWords: read !== undefined, wholes, keywords, regexes };
      return { ranks: ranks.sorted(), subject: createSubject(message, account, found) };
    },
  };
}

/** Compiles rules, and numbers their keywords and the words that their patterns need. */
function compileAll(rules: readonly Rule[]) {
  const vocabularies = createVocabularies();
  const words = vocabularies.create();
  /** Keywords of one script; only few sets of rules have some. */
  let wordsInScript: Vocabulary | undefined;
  const regexes = createRegexIndex();
  const compiled = rules.map((rule) =>
    compileRule(rule, {
      keyword(word, anyScript) {
        if (anyScript) return words.add(fold(word));
        wordsInScript ??= vocabularies.create();
        return wordsInScript.add(foldInScript(word));
      },
      regex: (pattern, ignoreCase, anyScript) => regexes.add(pattern, ignoreCase, anyScript),
    }),
  );
  /** Groups of patterns by the number of a word that they need. */
  const groupsByWord = new Map<number, readonly number[]>();
  for (const [word, groups] of regexes.words()) groupsByWord.set(words.add(word), groups);
  return {
    compiled,
    words,
    wordsInScript: wordsInScript as Vocabulary | undefined,
    count: vocabularies.count(),
    regexes,
    groupsByWord,
  };
}
