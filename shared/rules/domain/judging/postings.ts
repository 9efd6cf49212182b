import type { Rule } from "../rule.ts";

/** Rules (by rank) that one sign in a message makes worth a look, apart from where they are for. */
export type Postings = { everywhere: number[]; scoped: Map<string, number[]> | undefined };

/** More places than this are looked up in the rule itself. */
const MOST_PLACES = 64;

/** Where a rule is for, as words that a message has too; undefined: everywhere, as far as this tells. */
export function placesOf({ groups, senders, accounts, tags }: Rule): readonly string[] | undefined {
  const candidates = [
    groups?.include?.map((id) => `g${id}`),
    senders?.include?.map((id) => `s${id}`),
    accounts || tags ? [...(accounts ?? []).map((id) => `a${id}`), ...(tags ?? []).map((tag) => `t${tag}`)] : undefined,
  ];
  return candidates.find((places) => places !== undefined && places.length <= MOST_PLACES);
}

/** The words of a message for `placesOf`. */
export function placesIn(message: {
  readonly appId: string;
  readonly tags: readonly string[];
  readonly sender: string;
  /** Its id where it is a group. */
  readonly group: string | undefined;
}): string[] {
  const places = [`a${message.appId}`, `s${message.sender}`, ...message.tags.map((tag) => `t${tag}`)];
  if (message.group !== undefined) places.push(`g${message.group}`);
  return places;
}

export function post(postings: Postings | undefined, rank: number, places: readonly string[] | undefined): Postings {
  // Most signs are those of one rule: a list that was never grown has no room to spare.
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

/** Rules are posted one after the other. */
function pushOnce(ranks: number[], rank: number): void {
  if (ranks.at(-1) !== rank) ranks.push(rank);
}
