import { fold } from "../../../kernel/domain/fold.ts";
import type { InboundMessage } from "../../../messages/domain/inbound-message.ts";
import { eventKeyOf } from "../event.ts";
import { createKeywordAutomaton } from "../matching/keyword-automaton.ts";
import { createRegexIndex } from "../matching/regex-index.ts";
import type { Rule } from "../rule.ts";
import { type CompiledRule, compileRule } from "./compiled-rule.ts";
import { type Postings, placesIn, placesOf, post } from "./postings.ts";
import { mentions, type RuleAccount, type Subject, type Test, wordsOf } from "./subject.ts";

/** The rules that are worth a look for a message, found by what is in it. */
export type RuleIndex = {
  readonly rules: readonly CompiledRule[];
  /**
   * Ranks of rules, rising, that hold every rule which might match; and the message to judge them by, until the index is
   * asked the next time.
   */
  candidates(message: InboundMessage, account: RuleAccount): { readonly ranks: number[]; readonly subject: Subject };
  /** Bytes of the automaton's tables. */
  readonly bytes: number;
};

/** `rules`: enabled ones, in the order in which they go. */
export function createRuleIndex(rules: readonly Rule[]): RuleIndex {
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
  const words = [...numbers.keys()];
  const automaton = createKeywordAutomaton(words);

  const postings = createPostings(compiled, regexes.groupOf);

  const FOUND = 1;
  const BEGINS = 2;
  /** What was found of each keyword in the round of that number. */
  const state = new Uint8Array(words.length);
  const stateRound = new Uint32Array(words.length);
  const rankRound = new Uint32Array(compiled.length);
  let round = 0;

  const stateOf = (keyword: number) => (stateRound[keyword] === round ? (state[keyword] as number) : 0);

  function candidates(message: InboundMessage, account: RuleAccount) {
    round++;
    const ranks: number[] = [];
    const places = placesIn({
      appId: message.appId,
      tags: account.tags,
      sender: message.sender,
      group: message.chat === "group" ? message.conversationId : undefined,
    });
    const take = (list: readonly number[]) => {
      for (const rank of list) {
        if (rankRound[rank] === round) continue;
        rankRound[rank] = round;
        ranks.push(rank);
      }
    };
    const takeAll = (posted: Postings | undefined) => {
      if (!posted) return;
      take(posted.everywhere);
      if (posted.scoped) for (const place of places) take(posted.scoped.get(place) ?? []);
    };
    const isAny = (posted: Postings | undefined) =>
      posted !== undefined && (posted.everywhere.length > 0 || places.some((place) => posted.scoped?.has(place)));

    const read = wordsOf(message);
    let whole = -1;
    if (read) {
      const { written, folded, lowered } = read;
      regexes.begin(written);
      const awake = [...regexes.unguarded()];
      const wake = (word: number) => {
        for (const group of groupsByWord.get(word) ?? []) {
          regexes.wake(group);
          awake.push(group);
        }
      };
      whole = numbers.get(folded) ?? -1;
      if (whole >= 0) takeAll(postings.exact.get(whole));
      automaton.search(folded, (keyword, start) => {
        state[keyword] = start === 0 ? FOUND | BEGINS : FOUND;
        stateRound[keyword] = round;
        takeAll(postings.contains.get(keyword));
        if (start === 0) takeAll(postings.prefix.get(keyword));
        wake(keyword);
      });
      if (lowered !== folded) automaton.search(lowered, wake);
      for (const group of awake) {
        if (!isAny(postings.groups.get(group))) continue;
        for (const regex of regexes.search(group)) takeAll(postings.regex.get(regex));
      }
    } else {
      regexes.begin("");
    }
    takeAll(postings.kinds.get(message.kind));
    takeAll(postings.always);
    ranks.sort((a, b) => a - b);

    const eventKey = eventKeyOf(message);
    let mentioned: boolean | undefined;
    const subject: Subject = {
      message,
      account,
      isMentioned() {
        mentioned ??= mentions(message, account);
        return mentioned;
      },
      passes(test) {
        switch (test.type) {
          case "keyword":
            if (!read) return false;
            if (test.mode === "exact") return whole >= 0 && test.keywords.includes(whole);
            return test.keywords.some(
              (keyword) => (stateOf(keyword) & (test.mode === "prefix" ? BEGINS : FOUND)) !== 0,
            );
          case "regex":
            return read !== undefined && regexes.search(regexes.groupOf(test.regex)).includes(test.regex);
          case "kind":
            return test.kinds.includes(message.kind);
          case "event":
            if (eventKey === undefined || !test.events.includes(message.kind)) return false;
            return test.keys === undefined || test.keys.has(eventKey);
          default:
            return test satisfies never;
        }
      },
    };
    return { ranks, subject };
  }

  return { rules: compiled, candidates, bytes: automaton.bytes };
}

function numberOf(numbers: Map<string, number>, word: string): number {
  const known = numbers.get(word);
  if (known !== undefined) return known;
  const number = numbers.size;
  numbers.set(word, number);
  return number;
}

function createPostings(rules: readonly CompiledRule[], groupOf: (regex: number) => number) {
  const exact = new Map<number, Postings>();
  const prefix = new Map<number, Postings>();
  const contains = new Map<number, Postings>();
  const regex = new Map<number, Postings>();
  /** Of all patterns of a group together. */
  const groups = new Map<number, Postings>();
  const kinds = new Map<string, Postings>();
  let always: Postings | undefined;
  const byMode = { exact, prefix, contains };
  for (const [rank, rule] of rules.entries()) {
    const places = placesOf(rule.rule);
    const add = <K>(map: Map<K, Postings>, key: K) => map.set(key, post(map.get(key), rank, places));
    const triggers = triggersOf(rule);
    if (!triggers) always = post(always, rank, places);
    for (const test of triggers ?? []) {
      if (test.type === "keyword") for (const keyword of test.keywords) add(byMode[test.mode], keyword);
      else if (test.type === "regex") {
        add(regex, test.regex);
        add(groups, groupOf(test.regex));
      } else if (test.type === "kind") for (const kind of test.kinds) add(kinds, kind);
      else if (test.type === "event") for (const event of test.events) add(kinds, event);
    }
  }
  return { exact, prefix, contains, regex, groups, kinds, always };
}

/** How much a test narrows the rules down: the higher, the less. */
const WIDTH = { keyword: 1, regex: 2, event: 3, kind: 4, "first-message": 9 } as const;
const TOO_WIDE = WIDTH["first-message"];

/** Tests of which one at least passes if the rule matches; undefined where there are none that narrow it down. */
function triggersOf({ all, any, rule }: CompiledRule): readonly Test[] | undefined {
  const choices: (readonly Test[])[] = all.map((test) => [test]);
  if (any.length > 0) choices.push(any);
  if (rule.kinds) choices.push([{ type: "kind", kinds: rule.kinds }]);
  let best: readonly Test[] | undefined;
  let least: number = TOO_WIDE;
  for (const choice of choices) {
    let width = 0;
    for (const { type } of choice) width = Math.max(width, WIDTH[type]);
    if (width >= least) continue;
    best = choice;
    least = width;
  }
  return best;
}
