import type { InboundMessage } from "../../../messages/domain/inbound-message.ts";
import type { Rule } from "../rule.ts";
import { isBeginning } from "./ids.ts";
import type { RuleAccount } from "./subject.ts";

/**
 * Rules (by rank) that one sign in a message makes worth a look: those for all places, and those for certain places.
 */
export type Postings = { everywhere: number[]; scoped: Map<string, number[]> | undefined };

/** A rule for more places than this is posted as one for all places; the rule itself then tells. */
const MOST_PLACES = 64;

/** The places that a rule is for, as words that a message has too; undefined where it is posted for all places. */
export function placesOf({ groups, senders, accounts, tags }: Rule): readonly string[] | undefined {
  const candidates = [
    placesNamed("g", groups?.include),
    placesNamed("s", senders?.include),
    accounts || tags ? [...(accounts ?? []).map((id) => `a${id}`), ...(tags ?? []).map((tag) => `t${tag}`)] : undefined,
  ];
  return candidates.find((places) => places !== undefined && places.length <= MOST_PLACES);
}

/** A beginning of ids has no place of its own. */
function placesNamed(prefix: string, ids: readonly string[] | undefined): readonly string[] | undefined {
  return ids?.some(isBeginning) ? undefined : ids?.map((id) => `${prefix}${id}`);
}

/** The places that a message is in, as `placesOf` writes them. */
export function placesIn(message: InboundMessage, { tags }: RuleAccount): string[] {
  const places = [`a${message.appId}`, `s${message.sender}`, ...tags.map((tag) => `t${tag}`)];
  if (message.chat === "group") places.push(`g${message.conversationId}`);
  return places;
}

/** Adds a rule (by rank) to the postings of one sign. `places`: where the rule is for; undefined: everywhere. */
export function post(postings: Postings | undefined, rank: number, places: readonly string[] | undefined): Postings {
  // Most signs lead to one rule only: a list that was never grown takes the least memory.
  if (!postings && !places) return { everywhere: [rank], scoped: undefined };
  const posted = postings ?? { everywhere: [], scoped: undefined };
  if (!places) {
    pushOnce(posted.everywhere, rank);
    return posted;
  }
  posted.scoped ??= new Map();
  for (const place of places) {
    const list = posted.scoped.get(place);
    if (list) pushOnce(list, rank);
    else posted.scoped.set(place, [rank]);
  }
  return posted;
}

/** Rules are posted one after the other, so that a rank which is there is the last one. */
function pushOnce(ranks: number[], rank: number): void {
  if (ranks.at(-1) !== rank) ranks.push(rank);
}
